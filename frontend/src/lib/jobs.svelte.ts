/** A job that somebody asked for and waits for, with what is shown of it meanwhile. */
import { api } from "./api/client";
import type { Job, JobRequest } from "./api/types";
import { sentence } from "./studio.svelte";

const POLL_MS = 500;

export class AwaitedJob {
  /** How far it is, 0..1; null unless it waits or runs. */
  part = $state<number | null>(null);
  /** Why it came to nothing, one sentence. */
  trouble = $state("");
  private isClosed = false;

  get isRunning(): boolean {
    return this.part !== null;
  }

  /** Asks for it and waits; returns the job as it ended, null where it came to nothing. */
  async run(request: JobRequest): Promise<Job | null> {
    this.trouble = "";
    this.part = 0;
    try {
      return await this.wait(await api.submitJob(request));
    } catch (error) {
      this.trouble = sentence(error);
      return null;
    } finally {
      this.part = null;
    }
  }

  /** Nobody waits any more; the job goes on. */
  close(): void {
    this.isClosed = true;
  }

  private async wait(job: Job): Promise<Job | null> {
    let now = job;
    while (now.state === "queued" || now.state === "running") {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      if (this.isClosed) return null;
      now = await api.job(job.id);
      this.part = now.progress?.part ?? 0;
    }
    if (now.state === "done") return now;
    this.trouble = now.failure;
    return null;
  }
}
