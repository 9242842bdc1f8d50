import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "../../../src/lib/api/client";
import { type FileUpload, Uploads } from "../../../src/lib/uploads/uploads.svelte";
import { MemoryStudio } from "./studio";

const MIB = 2 ** 20;

let studio: MemoryStudio;
let done: string[];
let uploads: Uploads;

function opened(): Uploads {
  return new Uploads({ httpStack: studio, onDone: (upload) => done.push(upload.identifier) });
}

function file(name = "squat.mp4", size = 100, first = 1): File {
  const bytes = new Uint8Array(size);
  bytes[0] = first;
  return new File([bytes], name, { type: "video/mp4" });
}

async function until(upload: FileUpload | undefined, state: FileUpload["state"]): Promise<void> {
  await vi.waitFor(() => expect(upload?.state).toBe(state), { timeout: 8000 });
}

beforeEach(() => {
  localStorage.clear();
  studio = new MemoryStudio();
  done = [];
  uploads = opened();
});

afterEach(() => uploads.close());

describe("uploads", () => {
  it("bring a file whole and tell its name in the studio", async () => {
    const [upload] = uploads.add([file()]);
    await until(upload, "done");
    expect([upload?.progress, upload?.bytesPerSecond, upload?.failure]).toEqual([1, 0, ""]);
    expect(upload?.identifier).toBe("upload-1");
    expect(done).toEqual(["upload-1"]);
    expect(studio.uploads.get("upload-1")).toMatchObject({ name: "squat.mp4", size: 100 });
    expect(studio.uploads.get("upload-1")?.bytes).toBe(100);
  });

  it("send a little first, and then pieces of 8 MiB", async () => {
    const [upload] = uploads.add([file("long.mp4", 17 * MIB)]);
    await until(upload, "done");
    expect(studio.pieces).toEqual([65_536, 8 * MIB, 8 * MIB, MIB - 65_536]);
  });

  it("go two at a time, the others wait", async () => {
    studio.hold();
    const all = uploads.add([1, 2, 3, 4].map((number) => file(`${number}.mp4`, 100, number)));
    await vi.waitFor(() => expect(studio.underWay).toBe(2));
    expect(all.map(({ state }) => state)).toEqual(["uploading", "uploading", "waiting", "waiting"]);
    expect(uploads.isBusy).toBe(true);
    studio.release();
    for (const upload of all) await until(upload, "done");
    expect(studio.most).toBe(2);
    expect(uploads.isBusy).toBe(false);
  });

  it("go on after a cut with what the studio has", async () => {
    studio.answers.push({ method: "PATCH", status: 0, keeps: 40 });
    const [upload] = uploads.add([file()]);
    await until(upload, "done");
    expect(studio.requests).toEqual(["POST", "PATCH", "HEAD", "PATCH"]);
    expect(studio.uploads.get("upload-1")?.bytes).toBe(100);
  });

  it("are paused and resumed, and the next one begins meanwhile", async () => {
    studio.hold();
    const [first, second, third] = uploads.add([1, 2, 3].map((number) => file(`${number}.mp4`, 100, number)));
    await vi.waitFor(() => expect(studio.underWay).toBe(2));
    if (first) uploads.pause(first);
    expect(first?.state).toBe("paused");
    expect(third?.state).toBe("uploading");
    studio.release();
    await until(second, "done");
    await until(third, "done");
    expect(first?.state).toBe("paused");
    if (first) uploads.resume(first);
    await until(first, "done");
    expect([...studio.uploads.values()].map(({ bytes }) => bytes)).toEqual([100, 100, 100]);
  });

  it("stay paused when that was asked for before they had begun", async () => {
    const [upload] = uploads.add([file()]);
    if (upload) uploads.pause(upload);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(upload?.state).toBe("paused");
    expect(studio.requests).toEqual([]);
  });

  it("are cancelled with everything that arrived", async () => {
    studio.hold();
    const [upload] = uploads.add([file()]);
    await vi.waitFor(() => expect(studio.underWay).toBe(1));
    if (upload) await uploads.cancel(upload);
    expect(uploads.list).toEqual([]);
    expect(studio.uploads.size).toBe(0);
    expect(done).toEqual([]);
  });

  it("go on after a closed tab when the same file is chosen again", async () => {
    studio.answers.push({ method: "PATCH", status: 507, keeps: 60 });
    const [lost] = uploads.add([file()]);
    await until(lost, "failed");
    uploads.close();

    uploads = opened();
    vi.spyOn(api, "uploads").mockResolvedValue([stored("upload-1", 60), stored("upload-0", 100)]);
    await uploads.restore();
    expect(uploads.list.map(({ state, name, progress }) => [state, name, progress])).toEqual([
      ["interrupted", "squat.mp4", 0.6],
    ]);
    studio.requests.length = 0;
    const [again] = uploads.add([file()]);
    await until(again, "done");
    expect(studio.requests).toEqual(["HEAD", "PATCH"]);
    expect(uploads.list).toEqual([again]);
    expect(studio.uploads.size).toBe(1);
  });

  it("begin anew when another file of that name is chosen", async () => {
    studio.answers.push({ method: "PATCH", status: 507, keeps: 60 });
    const [lost] = uploads.add([file()]);
    await until(lost, "failed");
    const [other] = uploads.add([file("squat.mp4", 100, 2)]);
    await until(other, "done");
    expect(other?.identifier).toBe("upload-2");
  });

  it("can be cancelled although their file is not there any more", async () => {
    studio.uploads.set("upload-1", { bytes: 1, size: 100, name: "squat.mp4" });
    vi.spyOn(api, "uploads").mockResolvedValue([stored("upload-1", 1)]);
    await uploads.restore();
    const [row] = uploads.list;
    if (row) await uploads.cancel(row);
    expect(uploads.list).toEqual([]);
    expect(studio.uploads.size).toBe(0);
  });

  it("wait for a sign-in that has ended, and then go on", async () => {
    studio.answers.push({ method: "PATCH", status: 401 });
    const again = vi.spyOn(api, "me").mockResolvedValue({} as never);
    const [upload] = uploads.add([file()]);
    await until(upload, "done");
    expect(again).toHaveBeenCalledOnce();
    expect(studio.uploads.size).toBe(1);
  });

  it("also where it ended while the studio was asked for what it has", async () => {
    studio.answers.push({ method: "PATCH", status: 0, keeps: 30 }, { method: "HEAD", status: 401 });
    vi.spyOn(api, "me").mockResolvedValue({} as never);
    const [upload] = uploads.add([file()]);
    await until(upload, "done");
    expect(studio.uploads.size).toBe(1);
  });

  it.each([
    [415, '{"detail": "a.mp4 is not a video.", "code": "x"}', "a.mp4 is not a video.", false],
    [413, "", "This is too large for this studio. Choose a smaller file.", false],
    [507, '{"detail": "This film does not fit.", "code": "x"}', "This film does not fit.", false],
    [403, "<html>", "The studio could not do that. Please try again.", false],
  ])("say in a sentence why they failed (%i)", async (status, body, words, canRetry) => {
    studio.answers.push({ method: "POST", status, body });
    const [upload] = uploads.add([file()]);
    await until(upload, "failed");
    expect([upload?.failure, upload?.canRetry]).toEqual([words, canRetry]);
    expect(done).toEqual([]);
  });

  it("that failed are tried again by the person", async () => {
    studio.answers.push({ method: "POST", status: 507, body: '{"detail": "Full.", "code": "x"}' });
    const [upload] = uploads.add([file()]);
    await until(upload, "failed");
    if (upload) uploads.resume(upload);
    await until(upload, "done");
    expect(upload?.failure).toBe("");
  });
});

function stored(id: string, offset: number) {
  return { id, name: "squat.mp4", size: 100, offset, created_ms: 1, expires_ms: 2, sessions: [] };
}
