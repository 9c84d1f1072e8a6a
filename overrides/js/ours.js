/* Whether what a server sent is a page of this site, whole. */

const MARK = /<main [^>]*data-kx-page="([^"]*)"/; /* says which page of ours this is */

/**
 * Networks and firewalls put pages of their own in the place of others, with status 200.
 * @type {(root: string, url: string, answer: Response, text: string) => boolean}
 */
function isOurs(root, url, answer, text) {
  const mark = text.match(MARK);
  return (
    answer.status === 200 &&
    !answer.redirected &&
    /^text\/html\b/i.test(answer.headers.get("Content-Type") || "") &&
    mark !== null &&
    root + mark[1] === url &&
    /<\/html>\s*$/.test(text)
  );
}

/**
 * The style sheets, scripts and pictures that a page loads.
 * @type {(root: string, url: string, text: string) => string[]}
 */
function filesOf(root, url, text) {
  const found = text.match(/(?:src|href|data-kx-(?:senior|aloud)-(?:sheet|script))="[^"#?]*assets\/[^"#?]+"/g) || [];
  return Array.from(new Set(found.map((part) => new URL(part.split('"')[1], url).href))).filter((file) =>
    file.startsWith(root),
  );
}
