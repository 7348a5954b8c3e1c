import { OPERATIONS } from "@/lib/contract/operations";
import { openApiDocument } from "@/lib/http/openapi";
import { VERSION } from "@/lib/version";

export const GET = () => Response.json(openApiDocument(OPERATIONS, VERSION));
