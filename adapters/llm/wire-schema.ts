import { z } from "zod";
import { AppError, messageOf } from "@/lib/errors";

export type JsonSchema = { [member: string]: unknown };

export interface WireSchema {
  /** As zod describes it; ranges and lengths included. */
  full: JsonSchema;
  /** Strict form, or null when the schema cannot be said strictly (open records, anything-goes members). */
  strict: JsonSchema | null;
}

/** Keywords that strict mode knows. Ranges, lengths, patterns and formats are left to zod afterwards. */
const KEPT = new Set(["type", "enum", "description", "title", "items", "anyOf", "properties", "$ref", "$defs"]);

/** JSON Schema of what the model must write: optional members become nullable, as strict mode wants. */
export function wireSchemaOf(schema: z.ZodType): WireSchema {
  let full: JsonSchema;
  try {
    const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    full = rest;
  } catch (error) {
    throw new AppError("internal", `The answer's schema cannot be sent to a model: ${messageOf(error)}`);
  }
  const strict = full.type === "object" ? toStrict(full) : null;
  return { full, strict };
}

function toStrict(node: JsonSchema): JsonSchema | null {
  if (isOpen(node)) return null;
  const out: JsonSchema = {};
  if (node.const !== undefined) out.enum = [node.const];
  for (const [name, value] of Object.entries(node)) {
    if (name === "oneOf" || name === "anyOf") {
      const options = asNodes(value).map(toStrict);
      if (options.includes(null)) return null;
      out.anyOf = options;
    } else if (name === "items" || name === "$defs") {
      const inner = name === "items" ? toStrict(asNode(value)) : strictMembers(asNode(value));
      if (!inner) return null;
      out[name] = inner;
    } else if (name !== "properties" && KEPT.has(name)) {
      out[name] = value;
    }
  }
  if (node.type === "object") {
    const required = new Set(Array.isArray(node.required) ? node.required : []);
    const members = strictMembers(asNode(node.properties));
    if (!members) return null;
    out.properties = Object.fromEntries(
      Object.entries(members).map(([name, member]) => [
        name,
        required.has(name) || acceptsNull(asNode(member)) ? member : { anyOf: [member, { type: "null" }] },
      ]),
    );
    out.required = Object.keys(members);
    out.additionalProperties = false;
  }
  return out;
}

function strictMembers(members: JsonSchema): JsonSchema | null {
  const out: JsonSchema = {};
  for (const [name, member] of Object.entries(members)) {
    const strict = toStrict(asNode(member));
    if (!strict) return null;
    out[name] = strict;
  }
  return out;
}

/** What strict mode has no words for: records, tuples, intersections, and members of any shape. */
function isOpen(node: JsonSchema): boolean {
  const record =
    typeof node.additionalProperties === "object" && Object.keys(node.additionalProperties ?? {}).length > 0;
  const shapes = ["type", "enum", "const", "anyOf", "oneOf", "$ref"];
  const shapeless = !shapes.some((name) => name in node);
  return record || shapeless || "propertyNames" in node || "prefixItems" in node || "allOf" in node || "not" in node;
}

/**
 * The model's value as zod expects it: a null that strict mode forced on an optional member is taken out again.
 */
export function dropForcedNulls(value: unknown, node: JsonSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => dropForcedNulls(item, asNode(node.items)));
  if (typeof value !== "object" || value === null) return value;
  const options = [...asNodes(node.anyOf), ...asNodes(node.oneOf)].filter((option) => option.type === "object");
  const shape = options.length > 0 ? (options.find((option) => fits(value, option)) ?? {}) : node;
  const members = asNode(shape.properties);
  const required = new Set(Array.isArray(shape.required) ? shape.required : []);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const inner = asNode(members[name]);
      if (member === null && name in members && !required.has(name) && !acceptsNull(inner)) return [];
      return [[name, dropForcedNulls(member, inner)]];
    }),
  );
}

/** Tells the options of a union apart by their constant members. */
function fits(value: object, option: JsonSchema): boolean {
  const members = new Map(Object.entries(value));
  return Object.entries(asNode(option.properties)).every(([name, member]) => {
    const constant = asNode(member).const;
    return constant === undefined || members.get(name) === constant;
  });
}

function acceptsNull(node: JsonSchema): boolean {
  if (node.type === "null" || (Array.isArray(node.type) && node.type.includes("null")) || node.const === null)
    return true;
  if (Array.isArray(node.enum) && node.enum.includes(null)) return true;
  return [...asNodes(node.anyOf), ...asNodes(node.oneOf)].some(acceptsNull);
}

function asNode(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asNodes(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.map(asNode) : [];
}
