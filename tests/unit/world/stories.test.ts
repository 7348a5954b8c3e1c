import { LEAK_STORIES, nameList, STORIES, storySql } from "@/data/world/stories";

test("stories have names of their own and leave most subscriptions ordinary", () => {
  expect(new Set(STORIES.map((story) => story.name)).size).toBe(STORIES.length);
  const leaks = STORIES.filter((story) => story.isLeak).reduce((sum, story) => sum + story.share, 0);
  const all = STORIES.reduce((sum, story) => sum + story.share, 0);
  expect(leaks).toBeLessThan(0.2);
  expect(all).toBeLessThan(0.8);
});

test("each story has a slice of the draw that meets the next one's", () => {
  const bounds = [...storySql("d").matchAll(/d >= ([\d.]+) and d < ([\d.]+)/g)].map(([, low, high]) => [low, high]);
  expect(bounds).toHaveLength(STORIES.length);
  for (const [at, [low]] of bounds.entries()) expect(low).toBe(at === 0 ? "0.000000" : bounds[at - 1]?.[1]);
});

test("lists of names are SQL", () => {
  expect(nameList(["a", "b"])).toBe("('a', 'b')");
  expect(LEAK_STORIES).toContain("unbilled_usage");
});
