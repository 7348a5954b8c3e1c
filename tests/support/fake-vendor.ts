import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface VendorRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface VendorAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A fault takes the place of one answer. `after` faults let the vendor act first, then lose the answer. */
export type Fault =
  | { kind: "status"; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: "reset_before" }
  | { kind: "reset_after" }
  | { kind: "hang_after" }
  | { kind: "half_answer" }
  | { kind: "text"; text: string }
  | { kind: "oversize"; bytes: number };

export interface FakeVendor {
  baseUrl: string;
  requests: VendorRequest[];
  /** Faults for the next requests, one each; afterwards the vendor behaves. */
  inject(...faults: Fault[]): void;
  close(): Promise<void>;
}

/** A real HTTP server with a queue of faults in front of a vendor's own logic. */
export async function startFakeVendor(handle: (request: VendorRequest) => VendorAnswer): Promise<FakeVendor> {
  const requests: VendorRequest[] = [];
  const faults: Fault[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(incoming.url ?? "/", "http://fake");
    const request: VendorRequest = {
      method: incoming.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: text === "" ? null : JSON.parse(text),
    };
    requests.push(request);
    const send = ({ status, body, headers }: VendorAnswer) => {
      response.writeHead(status, { "Content-Type": "application/json", ...headers });
      response.end(body === undefined ? "" : JSON.stringify(body));
    };
    const fault = faults.shift();
    switch (fault?.kind) {
      case undefined:
        return send(handle(request));
      case "status":
        return send(fault);
      case "reset_before":
        return response.destroy();
      case "reset_after":
        handle(request);
        return response.destroy();
      case "hang_after":
        return handle(request);
      case "half_answer": {
        const whole = JSON.stringify(handle(request).body);
        response.writeHead(200, { "Content-Type": "application/json", "Content-Length": String(whole.length) });
        response.write(whole.slice(0, whole.length / 2));
        return setTimeout(() => response.destroy(), 20);
      }
      case "text":
        response.writeHead(200, { "Content-Type": "text/html" });
        return response.end(fault.text);
      case "oversize":
        response.writeHead(200, { "Content-Type": "application/json" });
        return response.end(`"${"x".repeat(fault.bytes)}"`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    requests,
    inject: (...more) => {
      faults.push(...more);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
