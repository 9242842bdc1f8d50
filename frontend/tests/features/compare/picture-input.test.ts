import { cleanup, createEvent, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";
import PictureInput from "../../../src/features/compare/PictureInput.svelte";

afterEach(cleanup);

/** Drops files on a part of the page, as a browser tells it. */
async function drop(on: Element, ...files: File[]): Promise<Event> {
  const event = createEvent.drop(on);
  Object.defineProperty(event, "dataTransfer", { value: { files } });
  await fireEvent(on, event);
  return event;
}

describe("what is dropped on the place of a picture", () => {
  it("is shown to be expected while it is held over it", async () => {
    render(PictureInput, { title: "Reference", file: null });
    const area = screen.getByText("Reference").closest("section");
    if (!area) throw new Error("there is no place");
    await fireEvent.dragOver(screen.getByText("Reference"));
    expect(area.classList).toContain("over");
    await fireEvent.dragLeave(screen.getByText("Reference"));
    expect(area.classList).not.toContain("over");
  });

  it("is taken as the picture, and not opened by the browser", async () => {
    render(PictureInput, { title: "Reference", file: null });
    const event = await drop(
      screen.getByText("Reference"),
      new File(["x"], "pose.jpg", { type: "image/jpeg" }),
    );
    expect(event.defaultPrevented).toBe(true);
    expect(screen.getByRole("img", { name: "Reference" })).toBeTruthy();
  });

  it("is refused where it is no picture", async () => {
    render(PictureInput, { title: "Reference", file: null });
    await drop(screen.getByText("Reference"), new File(["x"], "notes.txt", { type: "text/plain" }));
    expect(screen.getByRole("alert")).toBeTruthy();
  });
});
