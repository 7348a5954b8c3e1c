import { currencyDigits, formatMoney, roundHalfUp, splitMoney } from "@/lib/money";

test.each([
  [12750, "USD", "$127.50"],
  [500, "JPY", "¥500"],
  [-1250, "EUR", "-€12.50"],
])("formats %i %s as %s", (cents, currency, text) => {
  expect(formatMoney(cents, currency)).toBe(text);
});

test("splits cents from the whole amount", () => {
  expect(splitMoney(112800, "USD")).toEqual({ whole: "$1,128", fraction: ".00" });
  expect(splitMoney(500, "JPY")).toEqual({ whole: "¥500", fraction: "" });
});

test("knows the digits of a currency", () => {
  expect([currencyDigits("USD"), currencyDigits("JPY"), currencyDigits("KWD")]).toEqual([2, 0, 3]);
});

test("rounds half up, towards plus infinity, past binary noise", () => {
  expect([roundHalfUp(0.5), roundHalfUp(1.49999), roundHalfUp(-0.5), roundHalfUp(1.005 * 100)]).toEqual([1, 1, 0, 101]);
});
