/**
 * Words that neither restrict nor change what a question measures, by what they do in a sentence. Left out on purpose:
 * every word that could narrow the rows ("existing", "registered", "recent"), add a condition ("if", "when", "ended")
 * or name a measure of its own ("recognised", "position").
 */
export const PLAIN_WORDS: ReadonlySet<string> = new Set(
  [
    // that something happened, was there, or was written down
    "land lands landed landing stood cause caused causes causing occur occurs occurred occurring arise arose arisen take takes took taken",
    "run runs ran turn turns turned belong belongs belonged belonging sit sits sitting lie lies exist exists logged posted gotten",
    "experience experienced encounter encountered face faced saw seen hit racked producing produced produce delivered",
    "deliver yield yielded yields gives giving generating making obtain obtained grant granted grants place amounted amounts seeing getting gets put",
    "recording showing shows showed totalling totaling totaled reached rack incur incurred attributed attributable ",
    // how the answer is asked for
    "fetch provide present render draw visualise visualize output determine identify work analyse analyze analysis describe inform",
    "remind walk understand learn wish appreciate appreciated might must hope hoping try trying interested asking ask",
    "asked dig dive deep confirm verify prepare preparing grab produce hand out spit print sketch compile hear knowing wants",
    "wanted able require required feel care mind remember kpi kpis metric metrics measure",
    "measures stat stats statistic statistics info information result results answer answers picture snapshot    ",
    "matrix grid pivot crosstab heatmap visual visualisation visualization graphically columns column spreadsheet page slide deck board meeting",
    // size, sum, manner
    "sizes sized worth quantity quantities tally grand aggregate aggregated combined altogether sums counted magnitude extent lot lots",
    "precisely usually simply basically specifically generally already even indeed actual again asap urgently immediately",
    "volumes such very quite really simply roughly ballpark whatsoever together collectively ",
    "through upon regarding concerning toward towards ones every someone somebody anyone anybody everybody everyone ourselves",
    "organisation organization firm please thankful grateful dear guys folks sir madam cheers regards",
    // small words other people's English puts in
    "honestly frankly tbh literally seriously obviously apparently surely certainly truly somehow somewhat perhaps maybe anyway fyi hmm uh um oh ah yeah yes alright lately",
    "thats im id ive theres wheres u ur r want wanna gimme lemme kinda sorta",
  ]
    .join(" ")
    .split(/\s+/),
);
