import { getContext } from "@/agents/context";
import { loadUpload, refuseFaults, type UploadWish } from "@/agents/data";
import { DatasetChoice } from "@/lib/contract/dataset";
import { OPERATIONS } from "@/lib/contract/operations";
import { AppError } from "@/lib/errors";
import { readField, readMultipart } from "@/lib/http/multipart";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.uploadData, async ({ request }) => {
  const wish: UploadWish = {};
  const files = readFiles(request, wish);
  return refuseFaults(await loadUpload(await getContext(), files, { wish: () => wish, signal: request.signal }));
});

/** The files as they arrive; the fields among them say how they are to be taken. */
async function* readFiles(request: Request, wish: UploadWish) {
  for await (const part of readMultipart(request)) {
    if (part.name === "files" && part.filename) yield { name: part.filename, stream: () => part.bytes };
    else if (part.name === "mapping") wish.mapping = (await readField(part)) || undefined;
    else if (part.name === "dataset") wish.dataset = readChoice(await readField(part));
  }
}

function readChoice(text: string): DatasetChoice | undefined {
  if (text === "") return undefined;
  const choice = DatasetChoice.safeParse(text);
  if (choice.success) return choice.data;
  const detail = "expected “own” or the id of a dataset";
  throw new AppError("validation", `dataset: ${detail}`, { details: [{ pointer: "/dataset", detail }] });
}
