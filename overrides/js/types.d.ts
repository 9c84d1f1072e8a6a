/* What the scripts take for granted: constants that the build writes into them (macros/render/assets.py and
   macros/render/service_worker.py), and the shapes of what they pass around. */

declare const ANCHOR_END: string;
declare const ANCHOR_START: string;
declare const ASSETS_FOLDER: string;
declare const BREAK: string;
declare const BUILD: string;
declare const CACHE_PREFIX: string;
declare const CAPTIONS: Record<Kind, string>;
declare const DAILY_URL: string;
declare const DIGITS: string;
declare const EDITORS: string[];
declare const FINGERPRINT_LENGTH: number;
declare const GROUPS: Partial<Record<Kind, Kind>>;
declare const HANZI_FILE: string;
declare const KEYWORDS_FILE: string;
declare const LIST_SIGN: string;
declare const NAMES_FILE: string;
declare const PLACES_LIST: string;
declare const LEAST_ROOM: number;
declare const DIGEST_LENGTH: number;
declare const OFFLINE: string;
declare const OFTEN: number;
declare const PAGES: string[];
declare const PAGES_LIST: string;
declare const PLACES_FOLDER: string;
declare const QUIZ_ROUND: number;
declare const RESULTS_SCRIPT: string;
declare const ROWS: { [K in keyof Rows]: (keyof Rows[K])[] };
declare const SCREEN: string;
declare const SEARCH_URL: string;
declare const SHARD_FACTOR: number;
declare const SOUNDS_SCRIPT: string;
declare const SITEMAP_URL: string;
declare const SYMBOLS: string;
declare const SYNONYM_SIGN: string;
declare const TEXTS_FOLDER: string;
declare const TEXT_PROPER: string;
declare const TOPICS_URL: string;

/** The day that all scripts go by; early.js sets it. */
interface Clock {
  /** A moment that had come when the words of the page were written, in milliseconds. */
  known: number;
  now(): number;
  /** The day in China, as 2026-09-19. */
  today(): string;
  /** A moment as clocks in China show it, as 2026-09-19T08:30:00.000Z; without one, this moment. */
  shown(moment?: number): string;
  early(): boolean;
  late(): boolean;
}
declare const kxClock: Clock;
interface Window {
  kxClock: Clock;
  kxTake: (path: string, data: unknown) => void;
}

/** The piece of a day, as the open data have it. */
interface DailyPiece {
  text: string;
  parts?: string[];
  title: string;
  url: string;
  source: string;
  unverified?: boolean;
}

/** What is spoken at a time: its place in the text of its block, its words, and the elements that can be marked. */
interface Piece {
  from: number;
  to: number;
  words: string;
  marks: HTMLElement[];
}

/** What is read aloud, and the piece that is next. */
interface Recital {
  pieces: Piece[];
  at: number;
}

/** What a program may be asked to carry out. */
type Need = "print" | "download" | "webcal";

/** The kinds of pages and the groups that one filters by, as in macros/queries/page_kinds.py. */
type Kind =
  TaskKind | ListKind | "plan" | "measure" | "unit" | "event" | "observance" | "article" | "emergency" | Other;
type TaskKind = "action" | "project" | "safeguard" | "task";
type ListKind = "audience" | "topic" | "subject" | "directory";
type Other = "resource" | "daily" | "repost" | "expert" | "team" | "venue" | "about";

/** The rows of the lists that search fetches, as in macros/queries/search_format.py; a page's row may end early. */
interface Rows {
  page: {
    kind: number;
    year: string;
    audiences: string;
    topics: string;
    archived: number;
    url: string | null;
    title: string | null;
    trail: number;
    aliases: string;
  };
  text: { url: string; title: string; marked: string };
  unwritten: { group: number; call: string; topic: string; summed: string };
}

/** What search fetches first. */
interface NamesFile {
  kinds: Kind[];
  hubs: string[];
  trails: string[];
  audiences: Record<string, string>;
  topics: Record<string, string>;
  /** What stands before the names of units when they are written in full. */
  before?: string[];
  /** A list for each field of the rows. */
  pages: any[][];
  /** The digest in the name of the file. */
  keywords: string;
  /** The digests in the names of two lists: of the files of the full text, and of the ids of pages. */
  text: { list: string; ids: string };
}

/** What it fetches next: keywords of the pages in their order, and synonyms. */
interface KeywordsFile {
  /** A line each. */
  keywords: string;
  synonyms: string;
  unwritten: any[][];
}

/** Syllable → its characters; traditional characters, each followed by its simplified form. */
interface HanziFile {
  syllables: Record<string, string>;
  simplified: string;
}

/** A page as search compares it: what is plain is folded as a query is. Without a title it is found by its text. */
interface IndexedPage extends Omit<Rows["page"], "kind" | "trail" | "aliases"> {
  /** Its place in the list. */
  number: number;
  kind: Kind;
  group: Kind;
  trail: string;
  guide: boolean;
  hub: boolean;
  names: string[];
  keys: string[];
  /** Names and keywords, a line each. */
  called: string;
  plainTrail: string;
  /** All that is its own, a line each. */
  own: string;
  terms: string;
  all: string;
  /** Characters of its text. */
  length: number;
}

interface Data {
  /** What stands before the names of units when they are written in full. */
  before: string[];
  audiences: Record<string, string>;
  topics: Record<string, string>;
  keywords: string;
  text: NamesFile["text"];
  pages: IndexedPage[];
  /** Whether keywords and synonyms are in it. */
  keyed: boolean;
  /** What people type → what the plan calls it. */
  means: Map<string, string[]>;
  missing: Map<string, Missing>;
  /** Where the text of each page starts, counted through all. */
  starts: number[];
  everything: string;
  longest: number;
  /** How rare parts are, worked out once. */
  known: Map<string, number>;
  lexicon?: Lexicon;
}

/** Readings of each character, exact and blurred; simplified forms. */
interface Hanzi {
  exact: Map<string, string[]>;
  blurred: Map<string, string[]>;
  simple: Map<string, string>;
}

/** A place in one of the names, which are numbered. */
interface NamePlace {
  name: string[];
  number: number;
  at: number;
}

interface Lexicon {
  pairs: Map<string, NamePlace[]>;
  initials: Map<string, NamePlace[]>;
}

interface Spelled {
  end: number;
  mode: number;
}

/** How a reading came about. */
type How = "typed" | "synonym" | "simplified" | "sound" | "pinyin" | "bare" | "telling";

/** What a query may mean: its words, the runs of characters left without words that only ask, and their parts. */
interface Reading {
  words: string[];
  runs: string[];
  whole: string;
  core: string;
  weight: number;
  how: How;
  parts: string[][];
}

/** A page that answers; `named` are the points of its names, `chars` its longest part. */
interface Result {
  page: IndexedPage;
  meant: Reading;
  value: number;
  literal: boolean;
  named: number;
  share: number;
  chars: number;
  half: boolean;
}

/** A page whose text has the words, so many times. */
interface Hit {
  page: IndexedPage;
  count: number;
}
type MeantHit = Hit & { meant: Reading };
type Held = (words: string[]) => Promise<Hit[]>;

/** An everyday word about which nobody has written. */
interface Missing {
  typed: string;
  call: string;
  topic: string;
  means: string[];
  /** The summary of an article speaks of it. */
  summed: boolean;
  alone?: boolean;
  told?: boolean;
  page?: IndexedPage;
  mentioned?: boolean;
}

interface Answer {
  results: Result[];
  readings: Reading[];
  done: boolean;
  cut: string;
  query?: string;
  text?: Map<IndexedPage, MeantHit>;
  missing?: Missing | null;
  namesOnly?: boolean;
}

/** Where words stand in a text, and as they stand there. */
interface Place {
  at: number;
  size: number;
  text: string;
}

interface PageText {
  text: string;
  anchors: { id: string; at: number }[];
}

/** A result as it is shown; `fill` fetches its passage. */
type Entry = HTMLLIElement & { fill?: () => Promise<void> };
type ResultList = HTMLOListElement & { busy?: boolean; shown?: Map<IndexedPage, Entry>; shownFor?: string };
