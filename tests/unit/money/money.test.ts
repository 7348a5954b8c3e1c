import { currencyDigits, formatMoney, roundHalfUp, splitMoney } from "@/lib/money";

test.each([
  [12750, "USD", "$127.50"],
  [500, "JPY", "¥500"],
  [-1250, "EUR", "-€12.50"],
  [123450, "HUF", "HUF\u00a01,234.50"],
  [1234500, "KWD", "KWD\u00a01,234.500"],
])("formats %i %s as %s", (cents, currency, text) => {
  expect(formatMoney(cents, currency)).toBe(text);
});

test("splits cents from the whole amount", () => {
  expect(splitMoney(112800, "USD")).toEqual({ whole: "$1,128", fraction: ".00" });
  expect(splitMoney(500, "JPY")).toEqual({ whole: "¥500", fraction: "" });
});

test("knows the digits of a currency", () => {
  const codes = ["USD", "JPY", "KWD", "CLF", "HUF", "IDR", "COP", "PKR"];
  expect(codes.map(currencyDigits)).toEqual([2, 0, 3, 4, 2, 2, 2, 2]);
});

test("rounds half up, towards plus infinity, past binary noise", () => {
  expect([roundHalfUp(0.5), roundHalfUp(1.49999), roundHalfUp(-0.5), roundHalfUp(1.005 * 100)]).toEqual([1, 1, 0, 101]);
});
