import { describe, expect, it } from "vitest";
import { Mailbox } from "../../../src/lib/live/mailbox";
import { Outbox } from "../../../src/lib/live/outbox";
import { uuid7 } from "../../../src/lib/live/uuid7";

function filled(count: number): Outbox {
  const outbox = new Outbox();
  for (let i = 0; i < count; i++) outbox.push(Uint8Array.of(i));
  return outbox;
}
const numbers = (items: Uint8Array[]) => items.map((item) => item[0]);

describe("the outbox", () => {
  it("keeps items until they are durable, and their numbers for ever", () => {
    const outbox = filled(5);
    outbox.release(3);
    expect([outbox.durable, outbox.count]).toEqual([3, 5]);
    expect(numbers(outbox.from(3, 64))).toEqual([3, 4]);
    outbox.push(Uint8Array.of(5));
    expect(numbers(outbox.from(4, 1))).toEqual([4]);
  });

  it("ignores a promise that goes back, and one of more than there is", () => {
    const outbox = filled(4);
    outbox.release(2);
    outbox.release(1);
    expect(outbox.durable).toBe(2);
    outbox.release(99);
    expect([outbox.durable, outbox.count]).toEqual([4, 4]);
  });
});

describe("the mailbox", () => {
  it("holds the newest thing and disposes of the one before", () => {
    const gone: number[] = [];
    const box = new Mailbox<number>((old) => gone.push(old));
    box.put(1);
    box.put(2);
    expect([box.take(), box.take()]).toEqual([2, undefined]);
    box.put(3);
    box.clear();
    expect(gone).toEqual([1, 3]);
  });
});

describe("a session's identifier", () => {
  it("is a UUIDv7 that begins with its time", () => {
    const made = uuid7(0x0193_6f3e_7c00);
    expect(made).toMatch(/^01936f3e-7c00-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(uuid7()).not.toBe(uuid7());
  });
});
