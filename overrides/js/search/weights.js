/* Search: what ranks a page, in points. A page is found by its names before its keywords, by these before its text; all
   were tuned on one half of tests/golden and judged by the other. */

const WEIGHTS = {
  /* How far a name or a keyword answers what was typed. */
  unitName: 110, // who types a unit's name wants that unit, whatever else is called so
  title: 100, // the very title
  otherName: 92, // another name of the page; from here on a page counts as asked for by name
  nearlyName: 90, // all of a name but its verb, or what the title is about
  nearlyShare: 0.7, // so much of a name is nearly all of it
  keyword: 60, // the very keyword
  edgeOfName: 52, // a name begins or ends with it: a word of its own
  insideName: 46, // somewhere in a name: often by chance
  notTitle: -3, // other names after the title
  shareOfName: 16, // the more of the name it is, the surer
  insideKeyword: 28, // keywords are single words, so a part of one says less than a part of a name
  holdsName: 14, // a whole name stands in what was typed
  holdsKeyword: 12, // a whole keyword stands in it
  shareOfQuery: 26, // the more of what was typed it is, the surer
  opensQuery: 3, // what a question begins with is what it is about
  titleKeyword: 55, // a keyword that the title holds as well is as good as a name from here on
  rareEnough: 3.3, // rarity from which a name tells all it can: on about one page in 27

  /* Where the parts of what was typed stand, as shares. */
  inName: 1, // names are chosen by hand
  inKeyword: 0.9, // keywords too, but nobody sees them
  inTerms: 0.35, // the audience or the topic is shared by many pages
  inTrail: 0.2, // so is the way to the page
  counted: 0.5, // from here on a part counts as found on the page itself
  threeChars: 0.6, // a three of characters repeats two pairs that count as well
  firstRun: 1.4, // the first run of a question is its subject

  /* A reading of the query as a whole. */
  core: 0.94, // without the words that only ask, a little less sure
  allWords: 30, // every word stands somewhere on the page
  places: 6, // and the better the places, the more
  parts: 34, // the share of all parts that the page holds
  covered: 40, // what was asked can be put together from its names and keywords
  coverable: 16, // characters; longer questions are covered by chance
  anyRun: 0.7, // what a page is worth that holds only one of several runs; the rest by the share it holds
  mostlyCovered: 0.8, // so much covered is shown where nothing better is found
  guideAtMost: 45, // a guide to a thing comes after the thing
  archived: -12, // an older plan after the current one
  yearsAway: 3, // of two years the nearer; farther than this they are alike
  /** What kind of page it is: those that answer come first. @type {Partial<Record<Kind, number>>} */
  kinds: {
    measure: 4, // what the plan promises
    emergency: 4, // what to do at once
    article: 3.6, // our own words
    action: 2.4, // a task says less than its measures
    project: 2.4, // as an action
    safeguard: 2.4, // as an action
    unit: 2, // units are asked for by name
    resource: 1.2, // leads elsewhere
    about: 1.2, // about the site, not its subject
    plan: 0.8, // holds nearly every word
    audience: 0.4, // lists of others
    topic: 0.4, // as an audience
    repost: 0, // others' words after ours
  },
  otherKind: 2.8, // what nobody has weighed stands between
  guide: -8, // editors' pages last

  /* What a question asks for. */
  literal: 12, // what was typed, before what it may mean
  whoAnswers: 10, // to the question who: tasks, measures and units
  whoElse: -30, // and hardly anything else
  number: 60, // the hotline whose number was typed
  call: 30, // a hotline where one asks whom to call
  listForQuestion: -10, // a question wants an answer, not a list or an address
  addressForWords: -7, // our own words before an address
  askedByName: 99, // unless it was asked for by its very title
  whoShare: 0.35, // those who answer come first if they are worth so much of the best

  /* The full text. */
  firstByName: 40, // from here on names answer at once, before the full text is asked
  partsOfText: 14, // the share of a question that stands in a page's text
  text: 22, // every word stands in the text
  textKind: 2.5, // times the weight of the kind: of many texts those that answer
  textOften: 3, // times the logarithm of how often
  textNamed: 0.5, // so much of what its names are worth is added
  near: 0.4, // results worth so much of the best are shown too
  nearAtLeast: 12, // but at least so many points
};

/* How sure a reading of the query is; what was typed has 1. */
const READINGS = {
  synonym: 0.94, // for each everyday word put into the plan's
  holdingWord: 0.8, // a short word, through everyday words that hold it
  bareQuestion: 0.97, // without who
  bare: 0.9, // without for whom
  sound: 0.95, // with its slips put right
  telling: 0.8, // one of a long text's words by itself, and
  tellingMeant: 0.75, // what it means; each further word is worth
  tellingStep: 0.05, // less
  longMeant: 0.8, // a word of a long text that only means something
  repeated: 0.3, // of a long text's words, each time that one is said again
  everyWord: 0.95, // pinyin read word by word
  makesSense: 0.45, // of a long question so much stands in names that it holds no slip worth another file
  noSlip: 4, // characters that no text holds one after the other by chance
  pinyinMeant: 0.85, // what letters spell, taken for what it means
};

/* How well sounds and letters fit a name. */
const SOUNDS = {
  same: 2, // each character that is the same already
  whole: 1.5, // the whole name
  start: 0.5, // its beginning
  mode: 10, // whole syllables (3) before first letters (2) before both mixed (1)
  wholeSpelled: 6, // the whole name spelled
  endSpelled: 3, // its end
  startSpelled: 2.5, // its beginning
  behind: 8, // readings farther behind the best are dropped
  doubt: 40, // so many points behind, a reading would be worth nothing
};
