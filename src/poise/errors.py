"""Every error that Poise raises on purpose, as one tree.

    PoiseError                    one sentence: what is wrong and what to do
    ├── MediaError                the given picture, video or recording cannot be used
    │   ├── MediaNotFound         there is no such file, or no media in the folder
    │   ├── UnsupportedMedia      not a kind of file that Poise reads
    │   ├── DamagedMedia          the right kind, but broken beyond use
    │   └── MediaTooLarge         over a limit of pixels, bytes, duration or frame rate
    ├── RecordingError            a recording cannot be read or written
    │   ├── DamagedRecording      truncated or altered
    │   └── NewerRecording        written by a newer Poise than this one
    ├── OutputError               a result cannot be written where it was asked for
    ├── ModelError                a model bundle cannot be built, found or trusted
    ├── EstimationError           the estimator failed (never "nobody there")
    ├── GuardError                the guarded child process died or hit a limit
    ├── SystemLibraryError        a library of the operating system is missing
    ├── PoseError                 poses that do not fit together (shape, skeleton, unknown keypoint)
    ├── CatalogueError            an exercise file of the catalogue is missing or wrong
    ├── DemonstrationError        a clip does not show an exercise that can be learned
    ├── StoreError                what is kept cannot be read or written
    │   ├── StoreUnavailable      the database does not answer; it may again
    │   ├── NewerStore            written by a newer Poise than this one
    │   ├── Conflict              somebody else changed it first, or the name is taken
    │   └── LastAdministrator     it would leave the studio without an administrator
    ├── RequestError              the web application refuses a request
    │   ├── NotSignedIn           it needs somebody who is signed in
    │   ├── NotAllowed            this person may not, or the page is not ours
    │   ├── NotThere              there is no such thing, or it is somebody else's
    │   ├── TooManyRequests       too often; it says when to try again
    │   ├── QuotaReached          the account has as much as it may have
    │   ├── UploadTakenOver       another request goes on with the same upload
    │   └── Busy                  no room at the moment
    ├── ProtocolError             a live message that cannot be read, or is not expected now
    │   └── OtherProtocol         the page is of another version than the studio
    ├── WakeupsUnavailable        the processes of a studio cannot wake each other at the moment
    └── MissingExtra              an optional dependency is not installed

Messages are for people: `str(error)` is printed as it is, without a traceback, by the terminal and the web.
Programming mistakes (wrong argument types, broken invariants) stay `TypeError` and `ValueError`.
"""


class PoiseError(Exception):
    """The root: one sentence that says what is wrong and what to do about it."""


class MediaError(PoiseError):
    """The given picture, video or recording cannot be used."""


class MediaNotFound(MediaError):
    """There is no such file, or no media in the given folder."""


class UnsupportedMedia(MediaError):
    """The file is not of a kind that Poise reads."""


class DamagedMedia(MediaError):
    """The file is of the right kind but broken beyond use."""


class MediaTooLarge(MediaError):
    """The file is over one of the limits: pixels, bytes, duration or frame rate."""


class RecordingError(PoiseError):
    """A recording cannot be read or written."""


class DamagedRecording(RecordingError):
    """The recording is truncated or was altered."""


class NewerRecording(RecordingError):
    """The recording was written by a newer version of Poise."""


class OutputError(PoiseError):
    """A result cannot be written where it was asked for."""


class ModelError(PoiseError):
    """A model bundle cannot be built, found or trusted."""


class EstimationError(PoiseError):
    """The estimator failed; this never means that nobody was there."""


class GuardError(PoiseError):
    """The guarded child process died or ran into one of its limits."""


class SystemLibraryError(PoiseError):
    """A library of the operating system is missing; the message names the command that installs it."""


class PoseError(PoiseError):
    """Poses that do not fit together: shape, skeleton, or an unknown keypoint name."""


class CatalogueError(PoiseError):
    """An exercise file of the catalogue is missing or wrong; the message names file, line and key."""


class DemonstrationError(PoiseError):
    """A clip does not show an exercise that can be learned from it."""


class StoreError(PoiseError):
    """What is kept cannot be read or written."""


class StoreUnavailable(StoreError):
    """The database does not answer or its disc is full; trying again may help."""


class NewerStore(StoreError):
    """The store was written by a newer version of Poise."""


class Conflict(StoreError):
    """The record was changed by somebody else in the meantime, or its name is taken."""


class LastAdministrator(StoreError):
    """The change would leave the studio without an administrator who can sign in."""


class RequestError(PoiseError):
    """The web application refuses a request as it was made."""


class NotSignedIn(RequestError):
    """The request needs somebody who is signed in."""


class NotAllowed(RequestError):
    """The person may not do that, or the request came from a page that is not ours."""


class NotThere(RequestError):
    """There is no such thing, or it is somebody else's, which is answered alike."""


class TooManyRequests(RequestError):
    """The same was asked for too often.

    Parameters
    ----------
    sentence : str
        What is said.
    retry_after_s : int
        When to try again.
    """

    def __init__(self, sentence: str, retry_after_s: int = 60) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class QuotaReached(RequestError):
    """The account keeps as much as it may; deleting something helps."""


class UploadTakenOver(RequestError):
    """Another request goes on with the same upload."""


class Busy(RequestError):
    """There is no room for this work at the moment."""


class ProtocolError(PoiseError):
    """A live message is not of the form that the protocol lays down, or is not expected now."""


class OtherProtocol(ProtocolError):
    """The page speaks another version of the live protocol."""


class WakeupsUnavailable(PoiseError):
    """What carries wake-ups between processes does not answer; the store is asked later instead."""


class MissingExtra(PoiseError):
    """An optional dependency is not installed; the message names the extra that brings it."""
