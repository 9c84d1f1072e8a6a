"""Questions in Chinese into plan/alert.yaml, and an alert that is over into plan/alerts/."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ..common.dates import CHINA
from ..common.files.atomic_write import write_whole
from ..common.files.yaml_reader import quoted
from ..common.problems import Say
from ..model.alert import LEVELS, Alert, Level, filed_as, in_figures, parse_moment
from ..model.plan import Plan
from ..model.record import SERVICE_PHONE
from ..queries.articles import Article, emergencies
from .prompt import Ask, Cancelled
from .prompt_records import Clean
from .record_file import longest

Now = Callable[[], datetime]

ALERT = Path("plan") / "alert.yaml"
LONGEST = timedelta(days=30)
TITLE_LENGTH = longest(Alert, "title")


@dataclass(frozen=True)
class Change:
    """Files under plan/ that were written or taken away, with what they held before."""

    before: Mapping[Path, bytes | None]

    def undo(self) -> None:
        """Every file is as it was."""
        for path, content in self.before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, content)


def set_alert(root: Path, plan: Plan, articles: Sequence[Article], clock: Now, ask: Ask, say: Say) -> Change:
    """Ask for an alert, show it, and write plan/alert.yaml; one that stands there is filed first. Raises Cancelled."""
    questions = _Questions(ask, say)
    level = questions.level()
    title = questions.short("标题，一句话", TITLE_LENGTH, needed=True)
    text = questions.text("说明：发生了什么，影响哪里", needed=True)
    todo = questions.lines("要做什么，第一条", "要做什么，下一条（没有了就直接回车）")
    phone = questions.phone("打哪个电话（救援、值班；没有就直接回车）")
    chosen = questions.articles(articles)
    source = questions.text("来源：哪个单位发布的（如 市气象台）", needed=True)
    issued = questions.moment("来源几点发布的（如 15:10、今天15:10、10分钟前）", clock, past=True)
    link = questions.link("来源的网址（没有就直接回车）")
    until = questions.moment("有效到什么时候（如 今天20:00、明天8点、6小时）", clock)
    notice = [
        f"【{LEVELS[level]}】{title}　有效至 {in_figures(until)}（{_how_long(until - clock())}）",
        text,
        *(f"  {number}. {step}" for number, step in enumerate(todo, 1)),
        *([f"电话：{phone}"] if phone else []),
        *([f"先看：{'、'.join(_name(article) for article in chosen)}"] if chosen else []),
        f"来源：{source}，{in_figures(issued)} 发布{f'（{link}）' if link else ''}",
    ]
    say("\n".join(["", "每一页的最上面会显示：", "", *notice, ""]))
    if plan.alert and clock() < plan.alert.end:
        say(f"现在显示的“{plan.alert.title}”会换下来，移到存档。")
    questions.confirm("发布")
    now = clock()
    lines = [
        "# yaml-language-server: $schema=schema/alert.json",
        f"level: {level}",
        f"title: {quoted(title)}",
        f"text: {quoted(text)}",
        "todo:",
        *(f"  - {quoted(step)}" for step in todo),
        *([f'phone: "{phone}"'] if phone else []),
        *([f"articles: [{', '.join(article.id for article in chosen)}]"] if chosen else []),
        "source:",
        f"  name: {quoted(source)}",
        f'  issued: "{in_figures(issued)}"',
        *([f"  link: {quoted(link)}"] if link else []),
        f'since: "{in_figures(free_minute(plan, now))}"',
        f'until: "{in_figures(until)}"',
    ]
    return _written(root, plan, now, "\n".join(lines) + "\n")


def end_alert(root: Path, plan: Plan, clock: Now, ask: Ask, say: Say) -> Change:
    """Show the alert that is set and file it, as ended now unless it was over. Raises Cancelled."""
    questions = _Questions(ask, say)
    alert = plan.alert
    if alert is None:
        say("现在没有通知，不用结束。")
        raise Cancelled
    say(f"【{alert.caption}】{alert.title}　{alert.since} 起，有效至 {alert.over}")
    if clock() >= alert.end:
        say("它已经过了有效期，不再显示；这次只是移到存档。")
    questions.confirm("结束")
    return _written(root, plan, clock(), None)


def read_moment(answer: str, now: datetime) -> datetime | None:
    """The moment that words like 今天20:00, 明天8点, 6小时, 10分钟前 or 2026-07-01 20:00 name at `now`."""
    words = re.sub(r"\s+", "", unicodedata.normalize("NFKC", answer).replace("：", ":"))
    if span := _SPAN.fullmatch(words):
        length = timedelta(**{_UNITS[span["unit"]]: float(span["count"])})
        return now - length if span["past"] else now + length
    if found := _POINT.fullmatch(words):
        try:
            return _day(found, now) + timedelta(hours=_hour(found), minutes=_minute(found))
        except ValueError:
            return None
    return None


_UNITS = {"分钟": "minutes", "小时": "hours", "天": "days"}
_SPAN = re.compile(r"(?P<count>\d{1,4}(?:\.\d)?)个?(?P<unit>分钟|小时|天)(?:(?P<past>前)|后|以后)?")
_DAYS = {"昨天": -1, "今天": 0, "今晚": 0, "明天": 1, "明早": 1, "明晚": 1, "后天": 2}
_POINT = re.compile(
    rf"(?:(?P<word>{'|'.join(_DAYS)})|(?:(?P<year>20\d\d)[-/.年])?(?P<month>\d{{1,2}})[-/.月](?P<day>\d{{1,2}})日?T?)?"
    r"(?P<part>上午|早上|早晨|中午|下午|晚上)?(?P<hour>[01]?\d|2[0-4])(?::|点钟?|时)(?:(?P<minute>[0-5]?\d)分?|(?P<half>半))?"
)


def _day(found: re.Match[str], now: datetime) -> datetime:
    """The first instant of the day named; a day without its year is the nearest of that name."""
    today = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    if not found["month"]:
        return today + timedelta(days=_DAYS[found["word"] or "今天"])
    month, day = int(found["month"]), int(found["day"])
    if found["year"]:
        return today.replace(year=int(found["year"]), month=month, day=day)
    near = [today.replace(year=today.year + shift, month=month, day=day) for shift in (-1, 0, 1)]
    return min(near, key=lambda moment: abs(moment - today))


def _hour(found: re.Match[str]) -> int:
    """The hour from midnight; 晚上12点 ends the day, and 晚上1点 could be either night."""
    hour = int(found["hour"])
    if found["part"] == "晚上" or found["word"] in ("今晚", "明晚"):
        if hour < 5:
            raise ValueError
        return hour + 12 if hour <= 12 else hour
    afternoon = found["part"] == "下午" or (found["part"] == "中午" and hour < 11)
    return hour + 12 if afternoon and hour < 12 else hour


def _minute(found: re.Match[str]) -> int:
    return 30 if found["half"] else int(found["minute"] or 0)


def _how_long(span: timedelta) -> str:
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    days, hours = divmod(hours, 24)
    parts = (f"{days} 天" if days else "", f"{hours} 小时" if hours else "", f"{minutes} 分钟" if minutes else "")
    return f"还有 {' '.join(part for part in parts if part)}"


def _name(article: Article) -> str:
    return article.head.short or article.head.title


def free_minute(plan: Plan, now: datetime) -> datetime:
    """The present minute, or the next in which no other alert began: alerts are filed by their minute."""
    taken = {*plan.alerts, *([plan.alert.name] if plan.alert else [])}
    since = now.replace(second=0, microsecond=0)
    while filed_as(in_figures(since)) in taken:
        since += timedelta(minutes=1)
    return since


def _written(root: Path, plan: Plan, now: datetime, text: str | None) -> Change:
    """File the alert that is set, and put the new text in its place."""
    files = alert_files(root, plan, now, text)
    change = Change({path: path.read_bytes() if path.exists() else None for path in files})
    try:
        for path, content in files.items():
            if content is None:
                path.unlink()
            else:
                path.parent.mkdir(exist_ok=True)
                write_whole(path, content)
    except BaseException:
        change.undo()
        raise
    return change


def alert_files(root: Path, plan: Plan, now: datetime, text: str | None) -> dict[Path, bytes | None]:
    """The files that change where a new alert is set, or (None) the present one is ended; nothing is written.

    What is set is filed before another takes its place: at no moment is there no alert, or half of one.
    """
    current = root / ALERT
    files: dict[Path, bytes | None] = {}
    if plan.alert:
        archived = _filed(current.read_text("utf-8"), plan.alert, now)
        files[root / "plan" / "alerts" / f"{plan.alert.name}.yaml"] = archived.encode()
    if text is not None or plan.alert:
        files[current] = None if text is None else text.encode()
    return files


def _filed(text: str, alert: Alert, now: datetime) -> str:
    """The file of an alert as it goes to the archive: with the minute it was ended in, if that was early."""
    text = text.rstrip("\n").replace("$schema=schema/", "$schema=../schema/") + "\n"
    if now >= alert.end:
        return text
    kept = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("ended:"))
    return f'{kept}ended: "{max(in_figures(now), alert.since)}"\n'


class _Questions(Clean):
    """The questions that only an alert asks."""

    def level(self) -> Level:
        known: dict[str, Level] = {
            name: level
            for number, (level, caption) in enumerate(LEVELS.items(), 1)
            for name in (str(number), caption, level)
        }
        shown = "、".join(f"{number} {caption}" for number, caption in enumerate(LEVELS.values(), 1))
        while (answer := self.ask(f"级别（{shown}）")) not in known:
            self.say(f"请写数字或名称：{shown}。")
        return known[answer]

    def articles(self, articles: Sequence[Article]) -> list[Article]:
        urgent = "、".join(_name(article) for article in emergencies(articles))
        while answer := self.ask("先看哪几篇文章（写短名或标题，几篇用顿号分开；不用就直接回车）"):
            named = [(name, _fitting(name, articles)) for name in re.split("[、,，;；]", answer) if name.strip()]
            if all(len(fits) == 1 for _, fits in named):
                return list(dict.fromkeys(fits[0] for _, fits in named))
            for name, fits in named:
                if len(fits) > 1:
                    self.say(f"“{name}”有几篇都像：{'、'.join(article.head.title for article in fits)}")
                elif not fits:
                    self.say(f"没有“{name}”这一篇。应急文章有：{urgent}")
        return []

    def phone(self, question: str) -> str:
        while answer := unicodedata.normalize("NFKC", self.ask(question)).replace(" ", ""):
            if re.search(SERVICE_PHONE, answer):
                return answer
            self.say(f"“{answer}”不是单位的电话，应当像 119、12345 或 0715-8000000；不写个人手机号。")
        return ""

    def moment(self, question: str, clock: Now, past: bool = False) -> datetime:
        """A moment before or after now, never far from it."""
        while True:
            answer, now = self.ask(question), clock()
            found = read_moment(answer, now)
            if found is None:
                self.say(f"“{answer}”看不懂，请写成 今天20:00、明天8点、6小时，或 {in_figures(now)} 这样。")
            elif past and found > now:
                self.say(f"{in_figures(found)} 还没有到。")
            elif not past and parse_moment(in_figures(found)) <= now:
                self.say(f"{in_figures(found)} 已经过去了。")
            elif abs(found - now) > LONGEST:
                self.say(f"{in_figures(found)} 离现在超过 {LONGEST.days} 天，请核对。")
            else:
                return found

    def confirm(self, word: str) -> None:
        if self.ask(f"确认请输入“{word}”两个字，不{word}就直接回车") != word:
            raise Cancelled


def _fitting(name: str, articles: Sequence[Article]) -> list[Article]:
    """The article of this name, else those whose name or title holds it."""
    name = name.strip()
    exact = [article for article in articles if name in (article.id, article.head.short, article.head.title)]
    return exact[:1] or [article for article in articles if name in f"{article.head.short or ''} {article.head.title}"]
