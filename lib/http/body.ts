import { AppError } from "@/lib/errors";
import { UnsupportedMediaType } from "./problem";

export const MAX_BODY_BYTES = 1_048_576;

/**
 * The body as JSON; an empty body reads as `{}`, so that a body whose every member is optional may be left out.
 * @throws AppError `limit_exceeded` past `maxBytes` (nothing beyond is read), `validation` for bytes that are not
 *   UTF-8 JSON, and UnsupportedMediaType for another content type.
 */
export async function readJsonBody(request: Request, maxBytes = MAX_BODY_BYTES): Promise<unknown> {
  const contentType = request.headers.get("content-type");
  if (contentType !== null && contentType.split(";")[0]?.trim().toLowerCase() !== "application/json") {
    throw new UnsupportedMediaType(contentType);
  }
  const text = decodeUtf8(await readCapped(request, maxBytes));
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notJson("The body is not JSON", cause);
  }
}

async function readCapped(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("limit_exceeded", `The body is larger than ${maxBytes} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, bytes);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notJson("The body is not UTF-8 text", cause);
  }
}

function notJson(message: string, cause: unknown): AppError {
  return new AppError("validation", message, { cause, details: [{ pointer: "", detail: "expected a JSON document" }] });
}
