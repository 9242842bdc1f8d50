/** A film on its way to what it teaches: uploaded, then learned from by a worker of the studio. */
import { api } from "../../lib/api/client";
import type { Job, Taught } from "../../lib/api/types";
import { t } from "../../lib/i18n/index.svelte";
import { sentence, studio } from "../../lib/studio.svelte";
import { FileUpload } from "../../lib/uploads/uploads.svelte";

const POLL_MS = 1000;

/** What became of a film: what it teaches, or one sentence. */
export interface Ending {
  taught: Taught | null;
  failure: string;
}

export class FilmLesson {
  upload = $state<FileUpload | null>(null);
  job = $state.raw<Job | null>(null);
  private isLeft = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    file: File,
    private readonly name: string,
    private readonly end: (ending: Ending) => void,
  ) {
    this.upload = new FileUpload(
      file.name,
      file.size,
      {
        account: studio.me?.identifier ?? "",
        settle: (upload) => void this.settle(upload),
        identify: () => undefined,
        signInAgain: () => api.me(),
      },
      file,
    );
    void this.upload.start();
  }

  /** Of all the work, 0..1: the upload is the first half of the bar. */
  get progress(): number {
    if (!this.job) return 0.5 * (this.upload?.progress ?? 0);
    return 0.5 + 0.5 * (this.job.progress?.part ?? 0);
  }

  /** Leaves the film: nothing of it stays in the studio. */
  async cancel(): Promise<void> {
    this.isLeft = true;
    clearTimeout(this.timer);
    if (this.job) await this.forget(this.job, true);
    else await this.upload?.discard();
  }

  private async settle(upload: FileUpload): Promise<void> {
    if (this.isLeft) return;
    if (upload.state === "failed") return this.finish({ taught: null, failure: upload.failure });
    if (upload.state !== "done") return;
    try {
      this.job = await api.submitJob({
        kind: "learn-exercise",
        upload: upload.identifier,
        name: this.name,
        repetitions: null,
      });
      this.wait();
    } catch (error) {
      this.finish({ taught: null, failure: sentence(error) });
    }
  }

  private wait(): void {
    this.timer = setTimeout(() => void this.look(), POLL_MS);
  }

  private async look(): Promise<void> {
    if (!this.job || this.isLeft) return;
    try {
      this.job = await api.job(this.job.id);
    } catch {
      return this.wait(); // the studio does not answer: the work goes on without this page
    }
    if (this.job.state === "queued" || this.job.state === "running") return this.wait();
    const { state, result, failure } = this.job;
    void this.forget(this.job, false);
    if (state === "done") this.finish({ taught: result as unknown as Taught, failure: "" });
    else this.finish({ taught: null, failure: failure || t("teach.cancelled") });
  }

  private finish(ending: Ending): void {
    if (!this.isLeft) this.end(ending);
  }

  /** The list of films shows nothing of it: what came out is here, or nowhere. */
  private async forget(job: Job, isCancelled: boolean): Promise<void> {
    try {
      if (isCancelled) await api.cancelJob(job.id);
      await api.removeJob(job.id);
    } catch {
      // It stays in the list of films, from where it can be removed.
    }
  }
}
