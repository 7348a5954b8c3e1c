import fc from "fast-check";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { decodeCursor, encodeCursor } from "@/lib/http/cursor";

const Position = z.strictObject({ at: z.string(), id: z.string() });

test("any position comes back from its cursor, which is safe in a URL", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: "grapheme" }), (at, id) => {
      const cursor = encodeCursor({ at, id });
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor(cursor, Position)).toEqual({ at, id });
    }),
  );
});

test("no cursor is the start", () => expect(decodeCursor(undefined, Position)).toBeNull());

test.each([
  "",
  "!!",
  "abc",
  "e30",
  encodeCursor({ at: 1 }),
  encodeCursor(null),
  `${encodeCursor({ at: "a", id: "b" })}=`,
])("garbage %j is a validation fault at cursor", (cursor) => {
  expect.assertions(2);
  try {
    decodeCursor(cursor, Position);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "validation", details: [{ pointer: "cursor" }] });
  }
});
