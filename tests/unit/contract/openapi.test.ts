import { OPERATIONS, type Operation } from "@/lib/contract/operations";
import { openApiDocument } from "@/lib/http/openapi";

const document = openApiDocument(OPERATIONS, "1.2.3");
const text = JSON.stringify(document);
const operations = Object.values<Operation>(OPERATIONS);

test("every operation is there once, with its answers", () => {
  expect(document.openapi).toBe("3.1.0");
  for (const operation of operations) {
    const statuses = ["200", ...operation.problems.map(String)];
    expect(document).toHaveProperty(
      ["paths", `/api${operation.path}`, operation.method.toLowerCase()],
      expect.objectContaining({ operationId: operation.id, summary: operation.summary }),
    );
    for (const status of statuses) {
      expect(document).toHaveProperty([
        "paths",
        `/api${operation.path}`,
        operation.method.toLowerCase(),
        "responses",
        status,
      ]);
    }
  }
});

test("every reference leads to a schema, and none carries JSON Schema's own marks", () => {
  const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? "");
  expect(references.length).toBeGreaterThan(50);
  for (const target of new Set(references)) {
    expect(document).toHaveProperty(target.replace("#/", "").split("/"), expect.any(Object));
  }
  expect(text).not.toMatch(/"\$schema"|"\$id"|"\$defs"/);
});

test("query parameters, path parameters and bodies are those of the input side", () => {
  expect(document).toHaveProperty(
    ["paths", "/api/triage/cases", "get", "parameters"],
    expect.arrayContaining([
      { name: "limit", in: "query", required: false, schema: expect.objectContaining({ minimum: 1, maximum: 200 }) },
    ]),
  );
  expect(document).toHaveProperty(
    ["paths", "/api/triage/cases/{caseId}", "get", "parameters"],
    [{ name: "caseId", in: "path", required: true, schema: { type: "string" } }],
  );
  expect(document).toHaveProperty(
    ["paths", "/api/feedback", "post", "requestBody", "content", "application/json", "schema"],
    expect.objectContaining({ type: "object", required: ["caseId", "verdict"], additionalProperties: false }),
  );
});

test("the same table gives the same document", () => {
  expect(JSON.stringify(openApiDocument(OPERATIONS, "1.2.3"))).toBe(text);
});
