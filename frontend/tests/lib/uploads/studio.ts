import type { HttpRequest, HttpResponse, HttpStack } from "tus-js-client";

/** A studio that keeps uploads in memory, and fails as it is told to. */
export class MemoryStudio implements HttpStack {
  readonly uploads = new Map<string, { bytes: number; size: number; name: string }>();
  readonly requests: string[] = [];
  /** The bytes of each request that brought some. */
  readonly pieces: number[] = [];
  /** Answers instead of the studio, once each: by method. `keeps` bytes arrive all the same. */
  readonly answers: { method: string; status: number; body?: string; keeps?: number }[] = [];
  /** Of the requests that bring bytes, how many are under way, and how many were at most. */
  underWay = 0;
  most = 0;
  private gate: Promise<void> = Promise.resolve();
  private open: () => void = () => undefined;

  /** Lets requests that bring bytes wait until `release`. */
  hold(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  release(): void {
    this.open();
  }

  getName(): string {
    return "MemoryStudio";
  }

  createRequest(method: string, url: string): HttpRequest {
    return new MemoryRequest(this, method, url);
  }

  async answer(request: MemoryRequest, body: Blob | null): Promise<HttpResponse> {
    const method = request.getMethod();
    this.requests.push(method);
    const bytes = body?.size ?? 0;
    if (method === "PATCH") {
      this.pieces.push(bytes);
      this.most = Math.max(this.most, ++this.underWay);
      await this.gate;
      this.underWay--;
    }
    if (request.isAborted) return new Promise(() => undefined);
    const planned = this.answers.findIndex((one) => one.method === method);
    const [refusal] = planned < 0 ? [] : this.answers.splice(planned, 1);
    if (!refusal) return this.serve(request, bytes);
    const upload = this.find(request);
    if (upload) upload.bytes += Math.min(bytes, refusal.keeps ?? 0);
    if (refusal.status === 0) throw new Error("the connection was lost");
    return response(refusal.status, {}, refusal.body);
  }

  private serve(request: MemoryRequest, bytes: number): HttpResponse {
    if (request.getMethod() === "POST") return this.create(request);
    const upload = this.find(request);
    if (!upload) return response(404);
    if (request.getMethod() === "DELETE") {
      this.uploads.delete(request.getURL().split("/").at(-1) ?? "");
      return response(204);
    }
    if (request.getMethod() === "PATCH") {
      if (request.getHeader("Upload-Offset") !== String(upload.bytes)) return response(409);
      upload.bytes += bytes;
    }
    return response(204, { "Upload-Offset": upload.bytes, "Upload-Length": upload.size });
  }

  private create(request: MemoryRequest): HttpResponse {
    const identifier = `upload-${this.uploads.size + 1}`;
    const name = atob(/filename ([^,]+)/.exec(request.getHeader("Upload-Metadata") ?? "")?.[1] ?? "");
    this.uploads.set(identifier, { bytes: 0, size: Number(request.getHeader("Upload-Length")), name });
    return response(201, { Location: `/api/v1/uploads/${identifier}` });
  }

  private find(request: MemoryRequest) {
    return this.uploads.get(request.getURL().split("/").at(-1) ?? "");
  }
}

class MemoryRequest implements HttpRequest {
  isAborted = false;
  private readonly headers = new Map<string, string>();
  private progress: (sent: number) => void = () => undefined;

  constructor(
    private readonly studio: MemoryStudio,
    private readonly method: string,
    private readonly url: string,
  ) {}

  getMethod = () => this.method;
  getURL = () => this.url;
  setHeader = (name: string, value: string) => void this.headers.set(name, value);
  getHeader = (name: string) => this.headers.get(name);
  setProgressHandler = (handler: (sent: number) => void) => void (this.progress = handler);
  getUnderlyingObject = () => undefined;

  send(body: Blob | null): Promise<HttpResponse> {
    if (body) this.progress(body.size);
    return this.studio.answer(this, body);
  }

  abort(): Promise<void> {
    this.isAborted = true;
    return Promise.resolve();
  }
}

function response(status: number, headers: Record<string, string | number> = {}, body = ""): HttpResponse {
  return {
    getStatus: () => status,
    getHeader: (name) => (name in headers ? String(headers[name]) : undefined),
    getBody: () => body,
    getUnderlyingObject: () => undefined,
  };
}
