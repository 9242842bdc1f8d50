import type { Demonstration } from "../api/types";
import { CameraError, type CameraTrouble, cameras, closeCamera, openCamera } from "../live/camera";
import { FigureCamera } from "../live/figure-camera";
import { type Resumed, resumable, resumePath } from "../live/unfinished";
import { Plans } from "../choosing/plans";
import { place } from "../router.svelte";
import { studio } from "../studio.svelte";
import { knownActivities } from "./activity";

type Plan = Resumed["hello"]["plan"];

/** What comes before a stage: the camera, and a session of another page that goes on. */
export class Preparation {
  stream = $state.raw<MediaStream | null>(null);
  cameraTrouble = $state<CameraTrouble | "">("");
  choices = $state.raw<MediaDeviceInfo[]>([]);
  device = $state(new Plans(studio.me?.identifier ?? "").camera);
  isAsking = $state(false);
  resumed = $state.raw<Resumed | null>(null);
  /** The figure that stands in for person and camera, if one does. */
  figure = $state.raw<FigureCamera | null>(null);
  private isGone = false;
  private readonly kinds = knownActivities();
  private readonly account = studio.me?.identifier ?? "";

  /** Made with the component that it belongs to. `take` takes the plan of a session that goes on, and returns whether it is one of this page. */
  constructor(private readonly take: (plan: Plan) => boolean) {
    void this.look();
  }

  /** Prepares to go on in a session; one that was finished meanwhile is shown instead. */
  async resume(session: string): Promise<void> {
    this.resumed = await resumable(this.account, session);
    if (!this.resumed) {
      place.go(`/history/${session}`, { replace: true });
      return;
    }
    const { plan } = this.resumed.hello;
    if (this.take(plan)) return;
    const subject = this.kinds.find((one) => one.kind === plan.kind)?.subject(plan) ?? "";
    place.go(resumePath(session, plan.kind, subject, this.kinds), { replace: true });
  }

  async start(): Promise<void> {
    if (this.isAsking || this.stream) return; // pressed twice: the second camera would never be closed
    this.cameraTrouble = "";
    this.isAsking = true;
    try {
      const opened = await openCamera(this.device);
      if (this.isGone) closeCamera(opened);
      else this.stream = opened;
    } catch (error) {
      this.cameraTrouble = error instanceof CameraError ? error.trouble : "unknown";
    } finally {
      this.isAsking = false;
    }
    await this.look();
  }

  /** Lets a figure do it in the place of a person before a camera. */
  useFigure(shown: Demonstration, isHold: boolean): void {
    if (this.isAsking || this.stream || this.isGone || this.resumed) return;
    this.cameraTrouble = "";
    this.figure = new FigureCamera(shown, isHold);
    this.stream = this.figure.stream;
  }

  /** Opens the camera again for a body that the studio finds, in the session that goes on if there is one. */
  async restart(session: string): Promise<void> {
    this.figure?.close();
    this.figure = null;
    this.stream = null;
    if (session) await this.resume(session);
    await this.start();
  }

  close(): void {
    this.figure?.close();
    this.figure = null;
    this.stream = null;
    this.resumed = null;
    if (place.query.has("resume")) place.go(place.path, { replace: true });
  }

  /** The stage is left: what was begun can be resumed or finished from the page that comes. */
  leave(): void {
    this.close();
    void studio.open(); // somebody may have been signed out meanwhile
  }

  /** The page is gone: a camera that opens now is closed again. */
  destroy(): void {
    this.isGone = true;
    this.figure?.close();
  }

  /** Finds out which cameras there are; one that is gone is chosen no more. */
  private async look(): Promise<void> {
    this.choices = await cameras().catch(() => []);
    if (!this.choices.some((one) => one.deviceId === this.device)) this.device = "";
  }
}
