import fc from "fast-check";
import { createRedactor } from "@/adapters/redact";

const secret = 'k"y/with+odd chars';
const redact = createRedactor({
  API_KEY: secret,
  APP_KEY: "abcd",
  LONG_KEY: "abcd-efgh",
  ABSENT: undefined,
  SHORT: "a",
});

test("every form of a secret is replaced, in values, keys, arrays and objects", () => {
  const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret), Buffer.from(secret).toString("base64")];
  for (const form of forms) {
    const out = JSON.stringify(redact({ [form]: [form, { deep: `x${form}y` }], n: 1, z: null, b: true }));
    expect(out).not.toContain(JSON.stringify(form).slice(1, -1));
    expect(out).toContain("<API_KEY>");
  }
});

test("a secret inside another leaves nothing behind; short ones tear no words", () => {
  expect(redact("abcd-efgh and abcd and a cat")).toBe("<LONG_KEY> and <APP_KEY> and a cat");
});

test("what holds no secret comes back equal", () => {
  const plain = createRedactor({ KEY: "\u0001never-there\u0001" });
  fc.assert(fc.property(fc.jsonValue(), (value) => expect(plain(value)).toEqual(value)));
});
