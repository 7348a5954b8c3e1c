import { render, screen } from "@testing-library/react";
import { MappingUseNote } from "@/app/(console)/data/mapping-use";

const use = { name: "stripe-api", label: "Stripe", leftOut: [] };

test("says how far back contracts are known, and that nothing is claimed before", () => {
  const { rerender } = render(<MappingUseNote use={use} />);
  expect(screen.queryByText(/contracts as they are today/)).not.toBeInTheDocument();
  rerender(<MappingUseNote use={{ ...use, todayOnly: { subscriptions: 1200, knownInPart: 30, unknown: 2 } }} />);
  expect(screen.getByText(/1,200 contracts/)).toHaveTextContent(
    "30 were billed at less first, and are known from the first period billed at today's price; 2 were never billed at it",
  );
  expect(screen.getByText(/Nothing is claimed on the periods before/)).toBeInTheDocument();
  rerender(<MappingUseNote use={{ ...use, todayOnly: { subscriptions: 5, knownInPart: 0, unknown: 0 } }} />);
  expect(screen.getByText(/None was billed at less before/)).toBeInTheDocument();
});
