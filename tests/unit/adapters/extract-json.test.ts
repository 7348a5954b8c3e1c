import fc from "fast-check";
import { extractJsonObject } from "@/adapters/llm/extract-json";

test.each([
  ['{"a":1}', { a: 1 }],
  ['  {"a":{"b":"}"}} \n', { a: { b: "}" } }],
  ['Sure! Here it is: {"a":1}. Anything else?', { a: 1 }],
  ['```json\n{"a":1}\n```', { a: 1 }],
  ['<think>maybe {"a":2}?</think>{"a":1}', { a: 1 }],
  ['a set {x} and then {"a":"\\"}"}', { a: '"}' }],
])("%j", (text, expected) => {
  expect(extractJsonObject(text)).toEqual(expected);
});

test.each(["", "no object", "[1,2]", "null", '"text"', '{"a":', "{", "}{", '{"summary":"Checkout lat', "{{{{{{{{{{{{"])(
  "%j holds none",
  (text) => {
    expect(extractJsonObject(text)).toBeUndefined();
  },
);

test("any object is found between prose without braces", () => {
  const prose = fc.string().map((text) => text.replace(/[{}<>]/g, ""));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), prose, prose, (value, before, after) => {
      const text = JSON.stringify(value);
      expect(extractJsonObject(`${before} ${text} ${after}`)).toEqual(JSON.parse(text));
    }),
  );
});

test("a hostile answer of a million braces ends", () => {
  expect(extractJsonObject("{".repeat(1_000_000))).toBeUndefined();
});
