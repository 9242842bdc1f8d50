import { type DetailedError, type HttpStack, Upload, type UploadOptions } from "tus-js-client";
import { ApiError } from "../api/client";
import { tongue } from "../i18n/index.svelte";
import { sentence } from "../studio.svelte";
import { fingerprint } from "./fingerprint";
import { Rate } from "./rate";

export type UploadState = "waiting" | "uploading" | "paused" | "interrupted" | "failed" | "done";

const ENDPOINT = "/api/v1/uploads";
// Enough to see whether it is a film. A refusal in the middle of a large piece would be lost on a slow line: the studio
// does not wait long for the rest of what it has refused.
const FIRST_BYTES = 65_536;
const CHUNK_BYTES = 8_388_608; // what the studio keeps as one piece
// Counted anew after each chunk: a connection may be lost for two minutes, after which the person says when.
const RETRY_MS = [0, 1000, 2000, 5000, 10_000, 20_000, 30_000, 60_000];

/** What an upload needs of its surroundings. */
export interface Surroundings {
  account: string;
  /** Is told when the upload does not upload any more. */
  settle: (upload: FileUpload) => void;
  /** Is told when the studio's name for the upload is known. */
  identify: (upload: FileUpload) => void;
  /** Resolves when somebody is signed in again, rejects when nobody wants to. */
  signInAgain: () => Promise<unknown>;
  /** In tests, in the place of the browser's requests. */
  httpStack?: HttpStack;
}

/** One file on its way to the studio. */
export class FileUpload {
  state = $state<UploadState>("waiting");
  /** Of the bytes, 0..1. */
  progress = $state(0);
  bytesPerSecond = $state(0);
  /** One sentence, where the state is `failed`. */
  failure = $state("");
  /** Whether trying again may help. */
  canRetry = $state(true);
  /** The studio's name for it, "" until the studio has answered. */
  identifier = $state("");

  private upload: Upload | null = null;
  private readonly rate = new Rate();
  private starts = 0;

  /** The file is null for an upload of another tab or day: it has to be chosen again. */
  constructor(
    readonly name: string,
    readonly size: number,
    private readonly surroundings: Surroundings,
    file: File | null = null,
  ) {
    if (file) this.upload = new Upload(file, this.options());
    else this.state = "interrupted";
  }

  /** Begins, or goes on where the studio has kept what came. */
  async start(): Promise<void> {
    if (!this.upload || this.state === "done") return;
    this.state = "uploading";
    this.failure = "";
    this.rate.reset();
    const start = ++this.starts;
    if (!this.upload.url) {
      const [earlier] = await this.upload.findPreviousUploads().catch(() => []);
      if (this.state !== "uploading" || start !== this.starts) return; // paused meanwhile
      if (earlier) this.upload.resumeFromPreviousUpload(earlier);
    }
    this.upload.start();
  }

  pause(): void {
    if (this.state !== "uploading" && this.state !== "waiting") return;
    void this.upload?.abort();
    this.settleAs("paused");
  }

  /** Ends it and removes from the studio what has arrived there. */
  async discard(): Promise<void> {
    this.state = "paused"; // nothing begins any more
    const address = this.upload?.url ?? (this.identifier && `${ENDPOINT}/${this.identifier}`);
    try {
      if (this.upload) await this.upload.abort(true);
      else if (address) await Upload.terminate(address, this.options());
    } catch {
      // What cannot be removed now is removed by the studio when its time is over.
    }
  }

  private options(): UploadOptions {
    const { account, httpStack } = this.surroundings;
    return {
      endpoint: ENDPOINT,
      chunkSize: FIRST_BYTES,
      onChunkComplete: () => {
        if (this.upload) this.upload.options.chunkSize = CHUNK_BYTES;
      },
      retryDelays: RETRY_MS,
      metadata: { filename: this.name },
      headers: { "accept-language": tongue.language },
      fingerprint: (file) => fingerprint(account, file),
      removeFingerprintOnSuccess: true,
      onUploadUrlAvailable: () => this.identify(),
      onProgress: (sent) => this.advance(sent),
      onAfterResponse: (_, response) => {
        if (response.getStatus() === 401) throw new SignedOut();
      },
      onShouldRetry: (error) => isPassing(statusOf(error)),
      onSuccess: () => this.finish(),
      onError: (error) => void this.fail(error),
      ...(httpStack && { httpStack }),
    };
  }

  private identify(): void {
    this.identifier = this.upload?.url?.split("/").at(-1) ?? "";
    this.surroundings.identify(this);
  }

  private advance(sent: number): void {
    if (this.state !== "uploading") return;
    this.progress = this.size > 0 ? sent / this.size : 0;
    this.bytesPerSecond = this.rate.note(sent);
  }

  private finish(): void {
    this.identify();
    this.progress = 1;
    this.settleAs("done");
  }

  private async fail(error: Error | DetailedError): Promise<void> {
    if (statusOf(error) === 401) {
      const isBack = await this.surroundings.signInAgain().then(
        () => true,
        () => false,
      );
      if (isBack && this.state === "uploading") return this.start();
    }
    if (this.state !== "uploading") return;
    this.failure = sentenceOf(error);
    this.canRetry = isPassing(statusOf(error)) || statusOf(error) === 401;
    this.settleAs("failed");
  }

  private settleAs(state: UploadState): void {
    this.state = state;
    this.bytesPerSecond = 0;
    this.surroundings.settle(this);
  }
}

/** Nobody is signed in: thrown before the library, which takes every 4xx for the end of an upload, sees the answer. */
class SignedOut extends Error {}

/** The status of the studio's answer, 0 where there was none, -1 for a fault of the page. */
function statusOf(error: Error | DetailedError): number {
  if (!("originalResponse" in error)) return -1;
  return error.causingError instanceof SignedOut ? 401 : (error.originalResponse?.getStatus() ?? 0);
}

/** Whether the same may succeed later: no answer, another request for the same file, too often, too busy. */
function isPassing(status: number): boolean {
  return [0, 408, 409, 423, 429, 460].includes(status) || (status >= 500 && status !== 507);
}

function sentenceOf(error: Error | DetailedError): string {
  const status = statusOf(error);
  if (status < 0) return sentence(error);
  const body = "originalResponse" in error ? (error.originalResponse?.getBody() ?? "") : "";
  return sentence(new ApiError(status, "", detailOf(body)));
}

function detailOf(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    return typeof detail === "string" ? detail : "";
  } catch {
    return ""; // a proxy's answer, or none
  }
}
