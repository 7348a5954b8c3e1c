import { getContext } from "@/agents/context";
import { loadUpload, refuseFaults } from "@/agents/data";
import { OPERATIONS } from "@/lib/contract/operations";
import { AppError } from "@/lib/errors";
import { route } from "@/lib/http/route";

export const POST = route(OPERATIONS.uploadData, async ({ request }) =>
  refuseFaults(await loadUpload(await getContext(), await readFiles(request))),
);

async function readFiles(request: Request): Promise<File[]> {
  const form = await request.formData().catch((cause: unknown) => {
    throw new AppError("validation", "The body is not multipart form data with a field named files", { cause });
  });
  return form.getAll("files").filter((entry) => entry instanceof File);
}
