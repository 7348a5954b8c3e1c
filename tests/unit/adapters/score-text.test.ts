import fc from "fast-check";
import { scoreEvidence, scoreText } from "@/lib/sentiment/score-text";
import { inflect } from "@/lib/sentiment/word-forms";

describe("labels", () => {
  const cases: [text: string, label: string, terms: string[]][] = [
    ["This is fraud, keep this quiet", "high", ["fraud", "keep this quiet"]],
    ["We were charged twice in March", "elevated", ["charged twice"]],
    ["Double-charged again, this is URGENT", "elevated", ["Double charged", "URGENT"]],
    ["Our lawyer will file a complaint", "high", ["lawyer", "complaint"]],
    ["If this happens again we will not renew", "elevated", ["will not renew"]],
    ["Customer cancelled the add-on", "low", ["cancelled"]],
    ["Issued just under the limit to avoid approval", "high", ["avoid approval", "under the limit"]],
    ["Monthly seats adjustment", "low", []],
    ["", "low", []],
    ["   \n\t ", "low", []],
    ["ＦＲＡＵＤ", "high", ["FRAUD"]],
    ["f\u200Braud suspected", "high", ["fraud"]],
    ["réclamation déposée 客户投诉 🤬", "low", []],
  ];
  test.each(cases)("%j is %s", (text, label, terms) => {
    const result = scoreText(text);
    expect(result.label).toBe(label);
    expect(result.terms).toEqual(terms);
  });
});

describe("inflections", () => {
  test.each([
    ["complain", "complained"],
    ["charge", "charging"],
    ["bribery", "briberies"],
    ["cancel", "cancelled"],
    ["scam", "scamming"],
    ["cancel", "canceled"],
  ])("%s gives %s", (base, form) => {
    expect(inflect(base)).toContain(form);
  });

  test("a word that only contains a term does not match", () => {
    expect(scoreText("The errand was terrorless; suede shoes, issues pursued").terms).toEqual([]);
  });
});

describe("negation", () => {
  test.each([
    ["fraud", "not fraud"],
    ["This is a case of fraud", "This is not a case of fraud"],
    ["complaint", "no complaint"],
    ["We found fraud", "We haven't found fraud"],
    ["They complained", "They didn't complain"],
  ])("%j is riskier than %j", (plain, negated) => {
    expect(scoreText(negated).score).toBeLessThan(scoreText(plain).score);
    expect(scoreText(negated).score).toBe(0);
  });

  test("does not cross a clause, a contrast or a false negation", () => {
    for (const text of ["No, this is fraud", "Not late but fraud", "not only fraud", "no doubt fraud"]) {
      expect(scoreText(text).label).toBe("high");
    }
  });

  test("a calming word taken back is a risk", () => {
    expect(scoreText("resolved").score).toBe(0);
    expect(scoreText("this was not resolved")).toEqual({ score: 0.25, label: "low", terms: ["not resolved"] });
  });
});

describe("combination", () => {
  test("is a noisy-or of distinct terms, lowered by calming words", () => {
    expect(scoreText("lawyer").score).toBe(0.45);
    expect(scoreText("lawyer lawyers lawyer").score).toBe(0.45);
    expect(scoreText("angry, our lawyer").score).toBe(0.698);
    expect(scoreText("lawyer satisfied").score).toBe(0.36);
  });

  test("keeps at most eight terms, most weighty first", () => {
    const { terms, score } = scoreText(
      "urgent error dispute complaint lawyer lawsuit steal falsify fraud competitor angry terrible",
    );
    expect(terms).toHaveLength(8);
    expect(terms.slice(0, 3)).toEqual(["fraud", "falsify", "lawsuit"]);
    expect(score).toBeLessThanOrEqual(1);
  });
});

describe("evidence", () => {
  test("is unknown without text", () => {
    const unknown = { score: null, label: "unknown", terms: [] };
    expect(scoreEvidence([])).toEqual(unknown);
    expect(scoreEvidence(["", "  "])).toEqual(unknown);
  });

  test("repeated texts and repeated terms do not add up", () => {
    const once = scoreEvidence(["charged twice"]);
    expect(scoreEvidence(["charged twice", "charged twice ", "charged twice"])).toEqual(once);
    expect(scoreEvidence(["charged twice", "We were charged twice in May"]).score).toBe(once.score);
    expect(scoreEvidence(["charged twice", "angry"]).score).toBeGreaterThan(once.score ?? 1);
  });

  test("a calm text does not soften another", () => {
    expect(scoreEvidence(["fraud", "thank you, all good"]).score).toBe(0.75);
  });
});

test("any text gives a finite score in [0, 1], the same every time, and the order of texts does not matter", () => {
  const word = fc.constantFrom("fraud", "not", "charged", "twice", "thank", "you", "but", ",", "lawyer", "resolved");
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(word).map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), (texts) => {
      for (const one of texts) {
        const { score } = scoreText(one);
        expect(score >= 0 && score <= 1).toBe(true);
        expect(scoreText(one)).toEqual(scoreText(one));
      }
      expect(scoreEvidence([...texts].reverse()).score).toBe(scoreEvidence(texts).score);
    }),
  );
});

test("time grows with the text, not with its square", () => {
  for (const unit of ["fraud ", "not ", "a", "'", "keep this ", "😀", "e\u0301", "under the "]) {
    const started = performance.now();
    scoreText(unit.repeat(Math.ceil(200_000 / unit.length)));
    expect(performance.now() - started).toBeLessThan(3000);
  }
});
