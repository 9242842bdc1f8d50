/** The films on their way to the studio and their analysis; they go on while the person is on other pages. */
import { api } from "../../lib/api/client";
import type { Job, Level, StoredUpload } from "../../lib/api/types";
import { rememberFilm } from "../../lib/film/files";
import { sentence, studio } from "../../lib/studio.svelte";
import { type FileUpload, Uploads } from "../../lib/uploads/uploads.svelte";
import { endedSince, isUnfinished, mergeNewest, waitingFilms } from "./job-list";

/** What is done with a film once it has arrived. */
export interface Options {
  /** Null: the exercise is recognised. */
  exercise: string | null;
  level: Level;
  keepsOriginal: boolean;
}

/** A film that has arrived, and whose analysis could not be asked for yet. */
export interface Arrived {
  upload: string;
  name: string;
  /** What was wanted of it; null where that was in another tab. */
  options: Options | null;
  failure: string;
}

const POLL_MS = 1000;
const RETRY_MS = 5000; // where the studio did not answer

export class Films {
  jobs = $state.raw<Job[]>([]);
  next = $state("");
  isRead = $state(false);
  /** Why the list could not be read. */
  trouble = $state("");
  /** Why something that was asked for was not done. */
  refusal = $state("");
  arrived = $state.raw<Arrived[]>([]);
  /** The jobs that have ended while the list was watched, newest last. */
  ended = $state.raw<Job[]>([]);
  readonly uploads = new Uploads({ onDone: (upload) => void this.finish(upload) });
  private readonly wanted = new WeakMap<FileUpload, Options>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watchers = 0;

  constructor() {
    addEventListener("beforeunload", this.ask);
  }

  /** Sends files and analyses each as soon as it has arrived. */
  bring(files: readonly File[], options: Options): void {
    files.forEach(rememberFilm);
    for (const upload of this.uploads.add(files)) this.wanted.set(upload, options);
  }

  /** Reads the list now and each second while something is under way, until the returned function is called. */
  watch(): () => void {
    this.watchers += 1;
    void this.open();
    const show = () => void (document.visibilityState === "visible" && this.read());
    document.addEventListener("visibilitychange", show);
    return () => {
      this.watchers -= 1;
      document.removeEventListener("visibilitychange", show);
      clearTimeout(this.timer);
    };
  }

  async read(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const page = await api.jobs();
      const jobs = mergeNewest(this.jobs, page.records);
      const ended = endedSince(this.jobs, jobs);
      if (ended.length) this.ended = ended;
      if (this.jobs.length <= page.records.length) this.next = page.next_key;
      [this.jobs, this.isRead, this.trouble] = [jobs, true, ""];
    } catch (error) {
      this.trouble = sentence(error);
    }
    this.readLater();
  }

  async readMore(): Promise<void> {
    try {
      const page = await api.jobs(this.next);
      this.jobs = [...this.jobs, ...page.records];
      this.next = page.next_key;
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  cancel = (job: Job): Promise<void> => this.change(() => api.cancelJob(job.id));
  /** Once more; as another exercise, where one is chosen now. */
  retry = (job: Job, exercise?: string): Promise<void> => this.change(() => api.retryJob(job.id, exercise));
  remove = (job: Job): Promise<void> =>
    this.change(async () => {
      await api.removeJob(job.id);
      this.jobs = this.jobs.filter((one) => one.id !== job.id);
    });

  /** Asks once more for the analysis of a film that has arrived. */
  async analyse(film: Arrived, options: Options): Promise<void> {
    this.arrived = this.arrived.filter((one) => one !== film);
    await this.submit(film.upload, film.name, options);
  }

  async discard(film: Arrived): Promise<void> {
    await this.change(async () => {
      await api.removeUpload(film.upload);
      this.arrived = this.arrived.filter((one) => one !== film);
    });
  }

  close(): void {
    this.uploads.close();
    removeEventListener("beforeunload", this.ask);
  }

  /** Closing the page would stop what is on its way: the browser asks. */
  private readonly ask = (event: BeforeUnloadEvent): void => {
    if (this.uploads.isBusy) event.preventDefault();
  };

  private async open(): Promise<void> {
    await this.read();
    try {
      await this.uploads.restore();
      this.arrived = this.merge(waitingFilms(await api.uploads(), this.jobs));
    } catch (error) {
      this.trouble = sentence(error);
    }
  }

  private merge(found: readonly StoredUpload[]): Arrived[] {
    const known = new Set(this.arrived.map((one) => one.upload));
    const sending = new Set(this.uploads.list.map((one) => one.identifier));
    const added = found.filter(({ id }) => !known.has(id) && !sending.has(id));
    return [
      ...this.arrived,
      ...added.map(({ id, name }) => ({ upload: id, name, options: null, failure: "" })),
    ];
  }

  private async finish(upload: FileUpload): Promise<void> {
    const options = this.wanted.get(upload);
    const { identifier, name } = upload;
    if (options) await this.submit(identifier, name, options);
    this.uploads.forget(upload);
  }

  private async submit(upload: string, name: string, options: Options): Promise<void> {
    try {
      await api.submitJob({
        kind: "coach-film",
        upload,
        exercise: options.exercise,
        level: options.level,
        keep_original: options.keepsOriginal,
      });
    } catch (error) {
      this.arrived = [...this.arrived, { upload, name, options, failure: sentence(error) }];
    }
    await this.read();
  }

  private async change(ask: () => Promise<unknown>): Promise<void> {
    this.refusal = "";
    try {
      await ask();
    } catch (error) {
      this.refusal = sentence(error);
    }
    await this.read();
  }

  private readLater(): void {
    if (this.watchers === 0 || document.visibilityState !== "visible") return;
    if (this.trouble) this.timer = setTimeout(() => void this.read(), RETRY_MS);
    else if (this.jobs.some(isUnfinished)) this.timer = setTimeout(() => void this.read(), POLL_MS);
  }
}

let present: { account: string; films: Films } | null = null;

/** The films of the person who is signed in. */
export function filmsOf(account: string): Films {
  if (present?.account !== account) {
    present?.films.close();
    present = { account, films: new Films() };
  }
  return present.films;
}

export function presentFilms(): Films {
  return filmsOf(studio.me?.identifier ?? "");
}
