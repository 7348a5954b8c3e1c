import { AppError } from "@/lib/errors";

/**
 * Refuses a state-changing request that a browser sends on behalf of another site. Programs send neither header and
 * pass. Source: Fetch Metadata (Sec-Fetch-Site), with Origin against Host where a browser sends no metadata.
 * @throws AppError `forbidden`
 */
export function assertSameOrigin(request: Request): void {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) {
    if (site === "same-origin" || site === "none") return;
    throw crossSite();
  }
  const origin = request.headers.get("origin");
  if (origin === null) return;
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw crossSite();
}

function crossSite(): AppError {
  return new AppError("forbidden", "A page of another site may not send this request");
}
