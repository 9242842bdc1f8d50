import { type HttpStack } from "tus-js-client";
import { api } from "../api/client";
import { studio } from "../studio.svelte";
import { FileUpload, type Surroundings } from "./file-upload.svelte";

export { FileUpload, type UploadState } from "./file-upload.svelte";

const AT_ONCE = 2;

export interface UploadsOptions {
  /** Is called once for each file that has arrived whole; `identifier` is what a job asks for. */
  onDone?: (upload: FileUpload) => void;
  httpStack?: HttpStack;
}

/**
 * The files that are on their way to the studio, a few of them at once.
 *
 * After a cut they go on by themselves. After a closed tab `restore` lists what the studio has of them; an upload goes
 * on when the same file is given to `add` again.
 */
export class Uploads {
  list = $state<FileUpload[]>([]);

  constructor(private readonly options: UploadsOptions = {}) {
    globalThis.addEventListener?.("online", this.retryAll);
  }

  /** Whether something would be lost, or stop, if the page were closed now. */
  get isBusy(): boolean {
    return this.list.some(({ state }) => state === "uploading" || state === "waiting");
  }

  /** Lists what earlier visits left unfinished. */
  async restore(): Promise<void> {
    const known = new Set(this.list.map(({ identifier }) => identifier));
    for (const { id, name, size, offset } of await api.uploads()) {
      if (known.has(id) || offset === size) continue;
      const upload = new FileUpload(name, size, this.surroundings());
      upload.identifier = id;
      upload.progress = offset / size;
      this.list.push(upload);
    }
  }

  add(files: Iterable<File>): FileUpload[] {
    const added = Array.from(
      files,
      (file) => new FileUpload(file.name, file.size, this.surroundings(), file),
    );
    this.list.push(...added);
    this.startNext();
    return this.list.slice(-added.length);
  }

  pause(upload: FileUpload): void {
    upload.pause();
  }

  resume(upload: FileUpload): void {
    if (upload.state !== "paused" && upload.state !== "failed") return;
    upload.state = "waiting";
    this.startNext();
  }

  /** Ends an upload and takes it out of the list; the studio forgets what it has of it. */
  async cancel(upload: FileUpload): Promise<void> {
    this.forget(upload);
    await upload.discard();
  }

  /** Takes an upload out of the list, and leaves to the studio what it has. */
  forget(upload: FileUpload): void {
    upload.pause();
    this.list = this.list.filter((one) => one !== upload);
  }

  /** Pauses everything: the page is being left. */
  close(): void {
    globalThis.removeEventListener?.("online", this.retryAll);
    for (const upload of this.list) upload.pause();
  }

  private readonly retryAll = (): void => {
    for (const upload of this.list) if (upload.state === "failed" && upload.canRetry) this.resume(upload);
  };

  private surroundings(): Surroundings {
    return {
      account: studio.me?.identifier ?? "",
      settle: (upload) => this.settle(upload),
      identify: (upload) => this.identify(upload),
      signInAgain: () => api.me(),
      ...(this.options.httpStack && { httpStack: this.options.httpStack }),
    };
  }

  private settle(upload: FileUpload): void {
    this.startNext();
    if (upload.state === "done") this.options.onDone?.(upload);
  }

  /** The row of an earlier visit gives way to the upload that goes on. */
  private identify(upload: FileUpload): void {
    const { identifier } = upload;
    this.list = this.list.filter((one) => one.state !== "interrupted" || one.identifier !== identifier);
  }

  private startNext(): void {
    const uploading = this.list.filter(({ state }) => state === "uploading").length;
    const waiting = this.list.filter(({ state }) => state === "waiting");
    for (const upload of waiting.slice(0, Math.max(0, AT_ONCE - uploading))) void upload.start();
  }
}
