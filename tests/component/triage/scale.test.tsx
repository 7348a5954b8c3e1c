import { render, screen } from "@testing-library/react";
import { CaseFacts } from "@/app/(console)/triage/case-facts";
import { makeCase } from "@/tests/support/fixtures";

test("a case in another currency says by whose rate it was measured, and one without a rate that it has none", () => {
  const { rerender } = render(<CaseFacts one={makeCase()} />);
  expect(screen.queryByText("Severity and order")).not.toBeInTheDocument();
  const yen = { currency: "JPY", impactCents: 100_000, usdPerMinor: 0.6631, rateSource: "ECB, 2025-02-28" };
  rerender(<CaseFacts one={makeCase(yen)} />);
  expect(screen.getByText("as about $663.10 (ECB, 2025-02-28); no amount is converted")).toBeInTheDocument();
  rerender(<CaseFacts one={makeCase({ currency: "KWD", impactCents: 1000 })} />);
  expect(screen.getByText(/^no dated rate of KWD: severity by its whole units/)).toBeInTheDocument();
});
