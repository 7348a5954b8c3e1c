import { type BodyPart, readField, readMultipart } from "@/lib/http/multipart";

const BOUNDARY = "xX--boundary";
const part = (headers: string, body: string) => `--${BOUNDARY}\r\n${headers}\r\n\r\n${body}\r\n`;
const field = (name: string, value: string) => part(`Content-Disposition: form-data; name="${name}"`, value);
const file = (name: string, value: string) =>
  part(`Content-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: text/csv`, value);
const END = `--${BOUNDARY}--\r\n`;

/** A request whose body arrives in pieces of `size` bytes. */
function send(body: string, size: number, contentType = `multipart/form-data; boundary=${BOUNDARY}`): Request {
  const bytes = Buffer.from(body);
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(Uint8Array.from(bytes.subarray(at, at + size)));
      at += size;
    },
  });
  return new Request("http://localhost/", {
    method: "POST",
    body: stream,
    headers: { "content-type": contentType },
    duplex: "half",
  } as RequestInit);
}

async function read(request: Request) {
  const parts: { name: string; filename: string | null; text: string }[] = [];
  for await (const { name, filename, bytes } of readMultipart(request)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(Uint8Array.from(piece));
    parts.push({ name, filename, text: Buffer.concat(pieces).toString("utf8") });
  }
  return parts;
}

const tricky = `a,b\r\n--${BOUNDARY.slice(0, -1)}\r\n\r\n\r\n--x,"é"\r\n`;

test.each([1, 2, 3, 7, 64, 100_000])("reads fields and files whole, in pieces of %i bytes", async (size) => {
  const body = field("dataset", "own") + file("a b.csv", tricky) + file("empty.csv", "") + file("q%22.csv", "x") + END;
  expect(await read(send(body, size))).toEqual([
    { name: "dataset", filename: null, text: "own" },
    { name: "files", filename: "a b.csv", text: tricky },
    { name: "files", filename: "empty.csv", text: "" },
    { name: "files", filename: 'q".csv', text: "x" },
  ]);
});

test("agrees with what the platform writes", async () => {
  const form = new FormData();
  form.append("mapping", "zuora");
  form.append("files", new File([tricky.repeat(3000)], "große.csv"));
  expect(await read(new Request("http://localhost/", { method: "POST", body: form }))).toEqual([
    { name: "mapping", filename: null, text: "zuora" },
    { name: "files", filename: "große.csv", text: tricky.repeat(3000) },
  ]);
});

test("a file that nobody reads is passed over", async () => {
  const names: string[] = [];
  for await (const { filename } of readMultipart(send(file("a.csv", "12345") + file("b.csv", "6") + END, 5)))
    names.push(String(filename));
  expect(names).toEqual(["a.csv", "b.csv"]);
});

test.each([
  ["another content type", send("{}", 10, "application/json"), "not multipart"],
  ["no boundary", send("x", 10, "multipart/form-data"), "not multipart"],
  ["an early end in a file", send(file("a.csv", "123"), 10), "ends before"],
  ["no delimiter at all", send("nothing here", 3), "ends before"],
  ["a part without a name", send(part("Content-Type: text/csv", "x") + END, 10), "no name"],
  ["endless headers", send(part(`X: ${"y".repeat(40_000)}`, "x") + END, 1000), "too long"],
])("refuses %s", async (_name, request, words) => {
  await expect(read(request)).rejects.toMatchObject({ code: "validation", message: expect.stringContaining(words) });
});

test("a field may not be long", async () => {
  const request = send(field("dataset", "x".repeat(200_000)) + END, 5000);
  const readFirst = async () => {
    for await (const one of readMultipart(request)) return await readField(one satisfies BodyPart);
  };
  await expect(readFirst()).rejects.toThrow(/too long/);
});
