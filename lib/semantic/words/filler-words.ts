import { PLAIN_WORDS } from "./plain-words";

/** Words that carry no meaning of their own here. Anything not in a lexicon and not among these must be placed or refused. */
export const FILLER: ReadonlySet<string> = new Set([
  ...PLAIN_WORDS,
  ...(
    "a an the our we us i me my you your they their its is are was were be been being am do does did done has have had having " +
    "of in on at to for from with and or as into onto via please show give tell display see get find want need know like would could can " +
    "may let lets look looking report reports reporting chart graph table numbers number figure figures data dataset amount amounts total totals totalled sum overall all " +
    "any there here so far how much many what which who whom whose s re ve ll d m ever currently now today current " +
    "value values level levels happened happen happening come came comes coming made make makes making generate generated generates bring brought in " +
    "per business company book view calculate compute say hi hello hey thanks thank quick quickly question exactly actually really " +
    "during within period time date dates time-frame stand stands standing look looks have got where it this that these those each " +
    "summary summarize summarise overview performance performing performed do doing go going went breakdown kind some about just well " +
    "money terms basis region's entire whole full complete across up out then also than both between respectively individually " +
    "customer's wise world-wide issued issue because often consume consumed common commonly frequent frequently still paid recorded booked earned see yet measured whats hows by " +
    "pls plz kindly wondering wonder curious need needed brings bringing thx ty btw times let us quick preferably approx approximately size each everything anything something"
  ).split(/\s+/),
]);

/** Words of any sentence: that they stay unused says nothing about how well it was understood. */
export const FUNCTION_WORDS = new Set(
  "a an the our we us i me my you your they their its is are was were be been am do does did has have had of in on at to for from with and or as into please show give tell what which who how much many s there it this that can could would per by so then than also all any total amount pls let".split(
    " ",
  ),
);

/** Words that are dropped inside metric phrases, in the model's synonyms and in questions alike. */
export const GLUE = new Set(
  "a an the our we us i my your of for in did do does is are was were be have has had total all overall any currently now actually there us exactly so far please get they to that who their".split(
    " ",
  ),
);
