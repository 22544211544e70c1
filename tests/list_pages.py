"""Pages with lists, each in the manner of a kind of site, with what a reader sees in them: for measuring discovery."""

from collections.abc import Callable
from dataclasses import dataclass

EN = (
    "Council approves new harbour bridge after long debate",
    "Night trains return to the coast this summer",
    "How a small town saved its only bookshop",
    "Rates unchanged for the fourth month in a row",
    "Storm closes three mountain passes",
    "Researchers map the quietest places in Europe",
    "The last lighthouse keeper hands over his keys",
    "Museum finds lost letters behind a wall",
    "Why bakers are going back to old grain",
    "Ferry company orders four electric ships",
    "School builds its own weather station",
    "Volunteers count more than two million birds",
)
ZH = (
    "市政府召开全市安全生产工作会议",
    "今年前三季度全市经济运行总体平稳",
    "关于公布2024年度科技创新项目的通知",
    "我市举办首届青年人才交流大会",
    "新港大桥正式通车 两岸通行时间缩短一半",
    "央行：保持流动性合理充裕",
    "多部门联合部署冬季供暖保障工作",
    "夜间列车恢复运行 沿海旅游升温",
    "图书馆延长开放时间至晚上十点",
    "三家企业签署海上风电合作协议",
    "气象台发布大风蓝色预警信号",
    "博物馆新展展出百件明代文物",
)
SENTENCE = "This is what the article says in short, in a sentence of some length that differs by number {n}."
SATZ = "本报讯 记者从有关部门获悉，这项工作自启动以来进展顺利，第{n}阶段任务已经完成，下一步将继续推进。"


@dataclass(frozen=True)
class ListPage:
    """A page, and what is in it: titles and addresses in order, and which other fields can be had."""

    name: str
    body: str
    titles: tuple[str, ...]
    links: tuple[str, ...]
    dated: bool = False
    digests: bool = False


def _page(content: str, language: str = "en", before: str = "", after: str = "") -> str:
    """Return `content` with the head, navigation, sidebar and footer that pages have."""
    words = ("首页", "新闻中心", "政务公开", "办事服务", "联系我们") if language.startswith("zh") else (
        "Home", "World news", "Business", "Opinion pages", "Contact us")  # fmt: skip
    nav = "".join(f'<li><a href="/c{n}/">{word}</a></li>' for n, word in enumerate(words))
    links = "".join(f'<li><a href="/about/{n}.html">Terms and conditions {n}</a></li>' for n in range(6))
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Site</title></head><body>'
        f'<header class="top"><ul class="nav">{nav}</ul></header>{before}{content}{after}'
        f'<footer class="footer"><ul>{links}</ul><p>© 2024 Site</p></footer></body></html>'
    )


Item = Callable[[int, str, str], str]


def _list(name: str, item: Item, wrap: str = "{}", zh: bool = False, **more: object) -> ListPage:
    """Return a page whose items `item(number, title, link)` writes, within `wrap`."""
    titles = ZH if zh else EN
    path = str(more.pop("path", "/article/{n}.html"))
    links = tuple(path.format(n=1000 + n) for n in range(len(titles)))
    between = more.pop("between", None)
    parts = []
    for n, (title, link) in enumerate(zip(titles, links, strict=True)):
        parts.append(item(n, title, link))
        if between and n % 4 == 3:
            parts.append(str(between))
    page = _page(
        wrap.replace("{}", "".join(parts)), "zh-CN" if zh else "en",
        str(more.pop("before", "")), str(more.pop("after", "")),
    )  # fmt: skip
    return ListPage(name, page, titles, links, bool(more.get("dated")), bool(more.get("digests")))


SIDEBAR = (
    '<div class="sidebar"><h3>Most read</h3><ol class="popular">'
    + "".join(f'<li><a href="/pop/{n}.html">A popular story of the week number {n}</a></li>' for n in range(8))
    + '</ol><div class="tagcloud">'
    + "".join(f'<a href="/tag/{n}">topic number {n}</a> ' for n in range(15))
    + "</div></div>"
)
ADVERT = '<li class="item ad"><div class="promo">Advertisement: buy now</div></li>'
HASHED = "css-1x{n}y3z"


def _groups(n: int, title: str, link: str) -> str:
    opening = f'<div class="day"><h4>2024-05-{20 - n // 4:02}</h4><ul>' if n % 4 == 0 else ""
    closing = "</ul></div>" if n % 4 == 3 else ""
    return f'{opening}<li><time datetime="2024-05-{20 - n // 4:02}T0{n % 9}:00:00Z">0{n % 9}:00</time> <a href="{link}">{title}</a></li>{closing}'


def _portal() -> ListPage:
    """Return a page with two boxes: the larger, dated one is meant."""
    small = "".join(f'<li><a href="/v/{n}.html">Video of the day number {n}: watch it</a></li>' for n in range(5))
    return _list(
        "portal with a box of videos",
        lambda n, title, link: f'<li><a href="{link}">{title}</a><em>05-{20 - n:02} 09:30</em></li>',
        '<div class="box main-news"><ul>{}</ul></div>',
        before=f'<div class="box videos"><ul>{small}</ul></div>', dated=True,
    )  # fmt: skip


PAGES: tuple[ListPage, ...] = (
    _list("plain list", lambda n, t, u: f'<li><a href="{u}">{t}</a></li>', '<ul class="news">{}</ul>'),
    _list("list without any class", lambda n, t, u: f'<li><a href="{u}">{t}</a></li>', "<div><ul>{}</ul></div>"),
    _list(
        "government notices", lambda n, t, u: f'<li><a href="{u}" title="{t}">{t[:10]}...</a><span>2024-05-{20 - n:02}</span></li>',
        '<div class="list_con"><ul class="list1">{}</ul></div>', zh=True, dated=True, path="/art/2024/5/20/art_12_{n}.html",
    ),
    _list(
        "date within the link", lambda n, t, u: f'<li><a href="{u}">{t}<span>2024-05-{20 - n:02}</span></a></li>',
        '<ul class="newsList">{}</ul>', zh=True, dated=True,
    ),
    _list(
        "date in brackets after the link", lambda n, t, u: f'<li>· <a href="{u}">{t}</a> [2024-05-{20 - n:02}]</li>',
        '<div id="right"><ul>{}</ul></div>', zh=True, dated=True,
    ),
    _list(
        "relative dates", lambda n, t, u: f'<div class="news-item"><h3><a href="{u}">{t}</a></h3><p class="intro">{SATZ.format(n=n)}</p>'
        f'<div class="info"><span class="src">新华社</span><span class="time">{n + 1}小时前</span></div></div>',
        '<div class="feed">{}</div>', zh=True, dated=True, digests=True,
    ),
    _list(
        "blog with articles", lambda n, t, u: f'<article class="post post-{n} type-post category-c{n}" id="post-{n}"><h2 class="entry-title">'
        f'<a href="{u}" rel="bookmark">{t}</a></h2><div class="entry-meta"><time class="entry-date" datetime="2024-05-{20 - n:02}T09:00:00+00:00">'
        f'May {20 - n}, 2024</time> by <span class="author"><a href="/author/{n % 3}">Ann</a></span></div><div class="entry-summary"><p>'
        f'{SENTENCE.format(n=n)}</p></div><a class="more-link" href="{u}">Continue reading</a></article>',
        '<main id="main" class="site-main">{}</main>', after=SIDEBAR, dated=True, digests=True, path="/2024/05/post-{n}/",
    ),
    _list(
        "cards that are one link", lambda n, t, u: f'<a class="card" href="{u}"><img src="/i/{n}.jpg"><h3>{t}</h3><p>{SENTENCE.format(n=n)}</p>'
        f'<time datetime="2024-05-{20 - n:02}">{20 - n} May 2024</time></a>', '<div class="grid">{}</div>', dated=True, digests=True,
    ),
    _list(
        "cards with made-up class names", lambda n, t, u: f'<div class="sc-bdVaJa kTzLmB"><div class="sc-htpNat css-1x2y3z"><a class="css-9q8w7e" href="{u}">'
        f'<span class="css-4r5t6y">{t}</span></a></div><span class="css-0p9o8i">May {20 - n}, 2024</span></div>',
        '<div id="root"><div class="css-aa1bb2"><div class="css-cc3dd4">{}</div></div></div>', dated=True,
    ),
    _list(
        "css modules", lambda n, t, u: f'<div class="Card_card__3xYzA"><h2 class="Card_title__k2LmN"><a href="{u}">{t}</a></h2>'
        f'<p class="Card_text__9aBcD">{SENTENCE.format(n=n)}</p><span class="Card_date__1qWeR">2024-05-{20 - n:02}</span></div>',
        '<div class="List_wrap__7uIoP">{}</div>', dated=True, digests=True,
    ),
    _list(
        "odd and even", lambda n, t, u: f'<li class="{"odd" if n % 2 else "even"}{" first" if n == 0 else ""}"><a href="{u}">{t}</a>'
        f'<span class="date">{20 - n:02}/05/2024</span></li>', '<ul id="list">{}</ul>', dated=True,
    ),
    _list(
        "adverts between", lambda n, t, u: f'<li class="item"><h3><a href="{u}">{t}</a></h3><span class="date">2024-05-{20 - n:02}</span></li>',
        '<ul class="stream">{}</ul>', between=ADVERT, dated=True,
    ),
    _list("days with a list each", _groups, '<div id="timeline">{}</div>', dated=True),
    _list(
        "table of notices", lambda n, t, u: f"<tr><td>{n + 1}</td><td><a href='{u}'>{t}</a></td><td>办公室</td><td>2024-05-{20 - n:02}</td></tr>",
        "<table><tr><th>序号</th><th>标题</th><th>部门</th><th>日期</th></tr>{}</table>", zh=True, dated=True,
    ),
    _list(
        "forum threads", lambda n, t, u: f'<tbody id="normalthread_{n}"><tr><td class="icn"><a href="{u}" title="新窗口打开"><img src="f.gif"></a></td>'
        f'<th class="common"><em>[<a href="/type/{n % 3}">分类栏目</a>]</em><a href="{u}" class="s xst">{t}</a></th><td class="by"><cite>'
        f'<a href="/space/{n}">会员用户{n}</a></cite><em><span>2024-5-{20 - n}</span></em></td><td class="num"><a class="xi2" href="{u}?r">{n * 7}</a></td></tr></tbody>',
        '<table id="threadlisttableid">{}</table>', zh=True, dated=True, path="/thread-{n}-1-1.html",
    ),
    _list(
        "links site in rows of two", lambda n, t, u: f'<tr class="athing" id="{n}"><td class="title"><span class="rank">{n + 1}.</span></td><td class="votelinks"><center><a id="up_{n}" href="/vote?id={n}"><div class="votearrow" title="upvote"></div></a></center></td><td class="title"><span class="titleline">'
        f'<a href="{u}">{t}</a><span class="sitebit"> (<a href="/from?site={n}"><span>example{n}.com</span></a>)</span></span></td></tr><tr><td colspan="2"></td><td class="subtext">'
        f'<span class="subline"><span class="score">{n * 9} points</span> by <a href="/user?id=u{n}" class="hnuser">user{n}</a> <span class="age" title="2024-05-20T0{n % 9}:00:00">'
        f'<a href="/item?id={n}">{n + 1} hours ago</a></span> | <a href="/item?id={n}">{n * 3} comments</a></span></td></tr><tr class="spacer"></tr>',
        "<center><table><tr><td><table>{}</table></td></tr></table></center>", dated=True,
        path="https://other{n}.example/story",
    ),
    _list(
        "definition list", lambda n, t, u: f'<dt><a href="{u}">{t}</a></dt><dd>{SENTENCE.format(n=n)}</dd>', '<dl class="results">{}</dl>', digests=True),
    _list("only headings", lambda n, t, u: f'<h3><a href="{u}">{t}</a></h3><p>{SENTENCE.format(n=n)}</p>', '<div class="content">{}</div>', digests=True),
    _list(
        "releases", lambda n, t, u: f'<section aria-labelledby="hd-{n}"><h2 class="sr-only" id="hd-{n}">v1.{n}.0</h2><div class="Box"><div class="Box-body"><div class="d-flex">'
        f'<span class="f1 text-bold"><a class="Link--primary" href="{u}">{t}</a></span></div><relative-time datetime="2024-05-{20 - n:02}T10:00:00Z">May {20 - n}</relative-time>'
        f'<div class="markdown-body"><p>{SENTENCE.format(n=n)}</p></div></div></div></section>', '<div data-pjax="true">{}</div>', dated=True, digests=True, path="/o/r/releases/tag/v{n}",
    ),
    _list(
        "shop", lambda n, t, u: f'<li class="product"><a href="{u}"><img src="/p/{n}.jpg" alt="{t}"></a><h2 class="product-title"><a href="{u}">{t}</a></h2>'
        f'<span class="price">$ {n}9.99</span><a class="button" href="/cart?add={n}">Add to cart</a></li>', '<ul class="products columns-4">{}</ul>', after=SIDEBAR,
    ),
    _list(
        "headline and a link of its own", lambda n, t, u: f'<div class="teaser"><h2>{t}</h2><p>{SENTENCE.format(n=n)}</p><span class="meta">20{n + 10:02}-05-20</span><a class="btn" href="{u}">Read more</a></div>',
        '<div class="teasers">{}</div>', dated=True, digests=True,
    ),
    _list(
        "press releases with a byline", lambda n, t, u: f'<div class="row"><div class="col-2"><p>Posted on May {20 - n}, 2024 by Press office</p></div><div class="col-10"><a href="{u}">{t}</a></div></div>',
        '<div class="press">{}</div>', dated=True,
    ),
    _list(
        "source and date in one line", lambda n, t, u: f'<div class="txt"><a class="tit" href="{u}" target="_blank">{t}</a><p>来源：经济日报 2024-05-{20 - n:02} 0{n % 9}:30</p></div>',
        '<div class="w1200"><div class="left">{}</div></div>', zh=True, dated=True, after=SIDEBAR,
    ),
    _portal(),
    _list(
        "tailwind", lambda n, t, u: f'<div class="flex flex-col gap-4 py-4 border-b md:flex-row"><div class="w-full"><a class="text-lg font-bold hover:underline" href="{u}">{t}</a>'
        f'<p class="text-sm text-gray-500">{SENTENCE.format(n=n)}</p><div class="text-xs"><time>May {20 - n}, 2024</time></div></div></div>',
        '<main class="mx-auto max-w-4xl">{}</main>', dated=True, digests=True,
    ),
    _list(
        "microdata", lambda n, t, u: f'<div itemscope itemprop="blogPost" itemtype="http://schema.org/BlogPosting"><h3 itemprop="headline"><a itemprop="url" href="{u}">{t}</a></h3>'
        f'<span itemprop="datePublished" content="2024-05-{20 - n:02}">{20 - n}.05.2024</span><div itemprop="description">{SENTENCE.format(n=n)}</div></div>', "<div>{}</div>", dated=True, digests=True,
    ),
    _list(
        "old table layout", lambda n, t, u: f'<tr><td height="25"><font size="2">■ <a href="{u}" target="_blank">{t}</a></font></td><td width="80"><font color="#999999">(05-{20 - n:02})</font></td></tr>',
        '<table width="960"><tr><td width="200"><table><tr><td><a href="/a">左侧导航一</a></td></tr><tr><td><a href="/b">左侧导航二</a></td></tr><tr><td><a href="/c">左侧导航三</a></td></tr></table></td>'
        '<td width="760"><table>{}</table></td></tr></table>', zh=True, dated=True,
    ),
    _list(
        "search results", lambda n, t, u: f'<div class="result c-container" id="{n + 1}"><h3 class="t"><a href="{u}">{t}</a></h3><div class="c-abstract"><span class="newTimeFactor">2024年5月{20 - n}日</span>{SATZ.format(n=n)}</div></div>',
        '<div id="content_left">{}</div>', zh=True, dated=True, digests=True, path="/link?url={n}",
    ),
    _list(
        "microblog", lambda n, t, u: f'<div class="wb-item"><a class="avatar" href="/u/1"><img src="/a.png"></a><div class="wb-detail"><a class="wb-text" href="{u}">{t}</a><span class="wb-time">{n + 2}分钟前</span></div></div>',
        '<div class="wb-list">{}</div>', zh=True, dated=True,
    ),
    _list(
        "podcast episodes", lambda n, t, u: f'<li class="episode"><span class="dur">{n + 10}:30</span><a href="{u}"><strong>{t}</strong></a><small>Published {20 - n} May 2024</small></li>',
        '<ol class="episodes">{}</ol>', dated=True,
    ),
    _list(
        "papers", lambda n, t, u: f'<li class="paper"><div class="title"><a href="{u}">{t}</a></div><div class="authors">A. Author{n}, B. Writer{n}</div><div class="date">{20 - n} May, 2024</div>'
        f'<p class="abstract">{SENTENCE.format(n=n)} {SENTENCE.format(n=n + 50)}</p></li>', '<ol>{}</ol>', dated=True, digests=True,
    ),
    _list(
        "jobs", lambda n, t, u: f'<div role="listitem" data-testid="job-card"><a href="{u}"><h3>{t}</h3></a><div>Berlin</div><div>{n + 1} days ago</div></div>', '<div role="list">{}</div>', dated=True,
    ),
    _list(
        "two columns", lambda n, t, u: ('<div class="column">' if n % 6 == 0 else "") + f'<div class="story"><h4><a href="{u}">{t}</a></h4><span class="stamp">2024-05-{20 - n:02}</span></div>' + ("</div>" if n % 6 == 5 else ""),
        '<div class="columns">{}</div>', dated=True,
    ),
    _list(
        "first item larger", lambda n, t, u: f'<div class="article {"lead" if n == 0 else ""}">' + ('<img src="/big.jpg"><p class="kicker">Lead</p>' if n == 0 else "") + f'<h2><a href="{u}">{t}</a></h2><time datetime="2024-05-{20 - n:02}T08:00">x</time></div>',
        '<section class="stream">{}</section>', dated=True,
    ),
    _list("paragraphs", lambda n, t, u: f'<p>2024-05-{20 - n:02}&nbsp; <a href="{u}">{t}</a></p>', '<div id="content"><h1>News</h1>{}</div>', dated=True),
    _list(
        "picture on the left", lambda n, t, u: f'<li class="clearfix"><a href="{u}" class="pic"><img data-src="/i/{n}.jpg" src="data:image/gif;base64,R0"></a><div class="r"><h2><a href="{u}">{t}</a></h2>'
        f'<p class="des">{SATZ.format(n=n)}</p><p class="b"><span>编辑：王某</span><i>2024/05/{20 - n:02} 1{n % 9}:20</i></p></div></li>', '<ul class="piclist">{}</ul>', zh=True, dated=True, digests=True,
    ),
    _list("line breaks", lambda n, t, u: f'<a href="{u}">{t}</a><br>', '<div id="links">{}</div>'),
    _list(
        "link around title, text and date", lambda n, t, u: f'<li><a href="{u}"><p class="title">{t}</p><p class="desc">{SATZ.format(n=n)}</p><span>2024-05-{20 - n:02}</span></a></li>',
        '<ul class="news_list">{}</ul>', zh=True, dated=True, digests=True,
    ),
    _list("date first, floated", lambda n, t, u: f'<li><span class="fr">2024-05-{20 - n:02}</span><a href="{u}" target="_blank">{t}</a></li>', '<div class="con"><ul>{}</ul></div>', zh=True, dated=True),
    _list(
        "day and month apart", lambda n, t, u: f'<li><div class="date"><b>{20 - n}</b><i>2024-05</i></div><div class="t"><a href="{u}">{t}</a></div></li>', '<ul class="list-date">{}</ul>', zh=True,
    ),
    _list(
        "many links in each item", lambda n, t, u: f'<article><p class="cats"><a href="/cat/{n % 3}">Category {n % 3}</a></p><h2><a href="{u}">{t}</a></h2><p class="by"><a href="/author/{n % 4}">Writer number {n % 4}</a> '
        f'<span>May {20 - n}, 2024</span> <a href="{u}#comments">{n} comments</a></p><p>{SENTENCE.format(n=n)}</p><a href="{u}">Continue reading this</a></article>', "<main>{}</main>", dated=True, digests=True,
    ),
    _list(
        "questions", lambda n, t, u: f'<div class="question-summary" id="question-summary-{n}"><div class="stats"><strong>{n}</strong> votes</div><div class="summary"><h3><a href="{u}" class="question-hyperlink">{t}</a></h3>'
        f'<div class="excerpt">{SENTENCE.format(n=n)}</div><div class="tags"><a href="/t/python" class="post-tag">python</a><a href="/t/html" class="post-tag">html</a></div><div class="started"><span title="2024-05-{20 - n:02} 10:00:00Z" class="relativetime">'
        f'{n} hours ago</span> <a href="/users/{n}">user name {n}</a></div></div></div>', '<div id="questions">{}</div>', dated=True, digests=True,
    ),
    _list(
        "obfuscated articles", lambda n, t, u: f'<article class="m{n}x9"><div class="ab cd ef"><a class="ag ah" href="{u}"><h2 class="be ki kj">{t}</h2><div class="kl"><h3 class="be b do">{SENTENCE.format(n=n)}</h3></div></a>'
        f'<div class="ab q"><span class="be b">May {20 - n}</span><a href="/topic/{n}">Topic</a></div></div></article>', '<div class="l m">{}</div>', dated=True, digests=True,
    ),
    _list(
        "table with the date first and a file last", lambda n, t, u: f"<tr><td>{20 - n:02}.05.2024</td><td><a href='{u}'>{t}</a></td><td><a href='/files/{n}.pdf'>PDF, {n + 100} KB</a></td></tr>", "<table class='table'><tbody>{}</tbody></table>", dated=True,
    ),
    _list(
        "items with links of their own below", lambda n, t, u: f'<li class="story"><a class="head" href="{u}">{t}</a><ul class="rel"><li><a href="/rel/{n}a">A related story about {n}</a></li><li><a href="/rel/{n}b">Another one related to {n}</a></li></ul><time datetime="2024-05-{20 - n:02}"></time></li>',
        '<ul class="stories">{}</ul>', dated=True,
    ),
    _list(
        "three pictures and a menu of long names", lambda n, t, u: f'<div class="swiper-slide"><a href="{u}"><img src="/b{n}.jpg"></a><div class="cap"><a href="{u}">{t}</a><span>{n + 1} 小时前</span></div></div>', '<div class="swiper">{}</div>', zh=True, dated=True,
        before='<div class="menu"><ul>' + "".join(f'<li><a href="/m/{n}">部门职责与机构设置栏目{n}</a></li>' for n in range(20)) + "</ul></div>",
    ),
    _list(
        "home page of sections", lambda n, t, u: ('<section class="sec"><h2><a href="/s/%d">Section of the paper %d</a></h2><div class="items">' % (n, n) if n % 4 == 0 else "")
        + f'<div class="it"><a class="hl" href="{u}">{t}</a><span class="ago">{n + 1}h ago</span></div>' + ("</div></section>" if n % 4 == 3 else ""), "<main>{}</main>", dated=True,
    ),
    _list(
        "changelog of packages", lambda n, t, u: f'<a class="package-snippet" href="{u}"><h3 class="package-snippet__title"><span class="package-snippet__name">{t}</span><span class="package-snippet__version">1.{n}</span>'
        f'<span class="package-snippet__created"><time datetime="2024-05-{20 - n:02}T00:00:00+0000">May {20 - n}, 2024</time></span></h3><p class="package-snippet__description">{SENTENCE.format(n=n)}</p></a>', '<ul class="unstyled">{}</ul>', dated=True, digests=True,
    ),
    _list(
        "magazine with byline and tags", lambda n, t, u: f'<div class="c-entry"><div class="c-entry__body"><h2 class="c-entry__title"><a href="{u}">{t}</a></h2><div class="c-byline"><span class="c-byline__item">By <a href="/a/{n}">Jo Writer</a></span> '
        f'<span class="c-byline__item"><time datetime="2024-05-{20 - n:02}T10:00:00">May {20 - n}</time></span></div></div></div>', '<div class="c-list">{}</div>', dated=True, before='<div class="rel-box">' + SIDEBAR + "</div>",
    ),
    _list(
        "weekly list with numbers", lambda n, t, u: f'<div class="line"><i>{n + 1}</i><a href="/s/{n % 2}" class="src">[来源{n % 2}]</a><a href="{u}" class="tt">{t}</a><u>05月{20 - n:02}日 10:2{n % 9}</u></div>', '<div class="mod-list">{}</div>', zh=True, dated=True,
    ),
    _list(
        "bulletins in a sidebar layout", lambda n, t, u: f'<li><i class="icon"></i><a href="{u}">{t}</a><span class="time">昨天 1{n % 9}:20</span></li>', '<div class="layout"><div class="content-right"><div class="pane"><ul>{}</ul></div></div></div>', zh=True, dated=True,
        before='<div class="content-left"><ul>' + "".join(f'<li><a href="/l/{n}">左侧栏目名称{n}</a></li>' for n in range(9)) + "</ul></div>",
    ),
    _list(
        "block theme", lambda n, t, u: f'<li class="wp-block-post post-{n} post type-post status-publish format-standard hentry category-uncategorized"><figure class="wp-block-post-featured-image"><a href="{u}"><img src="/w/{n}.jpg"></a></figure>'
        f'<h2 class="has-link-color wp-block-post-title"><a href="{u}" target="_self">{t}</a></h2><div class="wp-block-post-excerpt"><p class="wp-block-post-excerpt__excerpt">{SENTENCE.format(n=n)}</p></div><div class="wp-block-post-date"><time datetime="2024-05-{20 - n:02}T10:00:00+02:00"><a href="{u}">May {20 - n}, 2024</a></time></div></li>',
        '<div class="wp-block-query"><ul class="wp-block-post-template">{}</ul><nav class="wp-block-query-pagination"><a href="/page/2">Next Page of posts</a></nav></div>', dated=True, digests=True,
    ),
    _list("headings with dates in a state council list", lambda n, t, u: f'<li><h4><a href="{u}">{t}</a><span class="date">2024-05-{20 - n:02}</span></h4></li>', '<div class="list list_1 list_2"><ul>{}</ul></div>', zh=True, dated=True),
    _list(
        "lists of five in a row", lambda n, t, u: ('<ul class="list_16 mt10">' if n % 4 == 0 else "") + f'<li><a href="{u}" target="_blank">{t}</a> <em>2024-05-{20 - n:02}</em></li>' + ("</ul>" if n % 4 == 3 else ""), '<div class="ej_list_box clear">{}</div>', zh=True, dated=True,
    ),
    _list("dates in brackets beside", lambda n, t, u: f'<li>·<a href="{u}">{t}</a><span>(05月{20 - n:02}日 10:0{n % 9})</span></li>', '<div class="listBlk"><ul class="list_009">{}</ul></div>', zh=True, dated=True),
    _list(
        "developers' blogs", lambda n, t, u: f'<article class="post-item" data-post-id="{n}"><section class="post-item-body"><div class="post-item-text"><a class="post-item-title" href="{u}" target="_blank">{t}</a><p class="post-item-summary"><a href="/u{n}/"><img src="/a/{n}.png" class="avatar"></a>'
        f'{SATZ.format(n=n)}</p></div><footer class="post-item-foot"><a href="/u{n}/" class="post-item-author"><span>作者名称{n}</span></a><span class="post-meta-item"><span>2024-05-{20 - n:02} 1{n % 9}:30</span></span><a class="post-meta-item btn" href="{u}#up"><span>{n}</span></a></footer></section></article>',
        '<div id="post_list" class="post-list">{}</div>', zh=True, dated=True, digests=True,
    ),
    _list(
        "topics", lambda n, t, u: f'<div class="cell item"><table><tr><td><a href="/member/m{n}"><img src="/av{n}.png"></a></td><td><span class="item_title"><a href="{u}" class="topic-link" id="topic-link-{n}">{t}</a></span><div class="sep5"></div><span class="topic_info"><a class="node" href="/go/qna">问与答节点</a> • '
        f'<strong><a href="/member/m{n}">member{n}</a></strong> • <span title="2024-05-{20 - n:02} 10:00:00 +08:00">{n + 1} 小时 {n} 分钟前</span> • 最后回复来自 <strong><a href="/member/r{n}">replier{n}</a></strong></span></td><td><a href="{u}" class="count_livid">{n + 3}</a></td></tr></table></div>',
        '<div id="Main"><div class="box">{}</div></div>', zh=True, dated=True, path="/t/{n}#reply1",
    ),
    _list(
        "old link site", lambda n, t, u: f'<div class="thing id-t3_x{n} {"odd" if n % 2 else "even"} link" id="thing_t3_x{n}"><p class="parent"></p><span class="rank">{n + 1}</span><div class="midcol unvoted"><div class="score">{n * 10}</div></div><a class="thumbnail may-blank" href="{u}"><img src="/t{n}.jpg"></a>'
        f'<div class="entry unvoted"><p class="title"><a class="title may-blank" href="{u}">{t}</a> <span class="domain">(<a href="/domain/{n}">site{n}.example</a>)</span></p><p class="tagline">submitted <time title="Mon May {20 - n} 10:00:00 2024 UTC" datetime="2024-05-{20 - n:02}T10:00:00+00:00" class="live-timestamp">{n + 1} hours ago</time> by '
        f'<a href="/user/u{n}" class="author">user{n}</a></p><ul class="flat-list buttons"><li><a href="/c/{n}" class="comments">{n + 40} comments</a></li></ul></div><div class="child"></div></div><div class="clearleft"></div>',
        '<div class="content" role="main"><div id="siteTable" class="sitetable linklisting">{}</div></div>', dated=True, path="https://site{n}.example/a", before=SIDEBAR,
    ),
    _list(
        "tagged stories", lambda n, t, u: f'<li id="story_{n}" class="story"><div class="story_liner h-entry"><div class="voters"><a class="upvoter" href="/login">{n}</a></div><div class="details"><span class="link h-cite u-repost-of"><a class="u-url" href="{u}" rel="ugc noreferrer">{t}</a></span> <span class="tags"><a class="tag tag_a" href="/t/web">web</a> <a class="tag tag_b" href="/t/rust">rust</a></span>'
        f' <a class="domain" href="/domains/d{n}">d{n}.example</a><div class="byline"><a href="/~u{n}"><img src="/av.png"></a><span> via </span><a class="u-author h-card" href="/~u{n}">user{n}</a> <span title="2024-05-{20 - n:02} 10:00:00 -0500">{n + 1} hours ago</span> | <span class="comments_label"><a href="/s/{n}">{n + 4} comments</a></span></div></div></div></li>',
        '<div id="inside"><ol class="stories list">{}</ol></div>', dated=True, path="https://site{n}.example/a",
    ),
    _list(
        "broadcaster's cards", lambda n, t, u: f'<div data-testid="{"dundee" if n == 0 else "edinburgh"}-card" class="sc-b38350e4-0 kJsBzH"><a href="{u}" data-testid="internal-link" class="sc-2e6baa30-0 gILusN"><div data-testid="card-media"><img src="/ic/{n}.jpg"></div><div data-testid="card-text-wrapper"><h2 data-testid="card-headline" class="sc-9d830f2a-3 fWzToZ">{t}</h2>'
        f'<p data-testid="card-description" class="sc-ae29827d-0 cNPpME">{SENTENCE.format(n=n)}</p><div class="sc-4e537b1-0"><span data-testid="card-metadata-lastupdated" class="sc-4e537b1-1 dsUUMv">{n + 1} hrs ago</span><span data-testid="card-metadata-tag">Europe</span></div></div></a></div>',
        '<main id="main-content"><div data-testid="alaska-section"><div class="sc-cd6075cf-0 fUFIkF">{}</div></div></main>', dated=True, digests=True,
    ),
    _list(
        "video channel", lambda n, t, u: f'<ytd-item class="style-scope"><div id="dismissible"><a id="thumbnail" href="{u}"><img src="/v/{n}.jpg"><span class="length">1{n % 9}:32</span></a><div id="details"><h3><a id="video-title-link" title="{t}" href="{u}">{t}</a></h3><div id="metadata-line"><span>{n + 3}K views</span><span>{n + 1} days ago</span></div></div></div></ytd-item>',
        '<div id="contents">{}</div>', dated=True,
    ),
    _list("mailing list archive", lambda n, t, u: f'<li><a href="{u}">{t}</a>, <i>Person Name{n}</i></li>', "<h2>May 2024</h2><ul>{}</ul>", path="msg{n}.html"),
    _list("minutes in a select page", lambda n, t, u: f'<div class="views-row views-row-{n + 1}{" views-row-odd" if n % 2 else " views-row-even"}"><div class="views-field views-field-created"><span class="field-content">Monday, May {20 - n}, 2024 - 10:00</span></div><div class="views-field views-field-title"><span class="field-content"><a href="{u}">{t}</a></span></div></div>', '<div class="view-content">{}</div>', dated=True),
)  # fmt: skip

UNREAD: tuple[ListPage, ...] = (
    _list(
        "preprints", lambda n, t, u: f'<dt><a name="item{n}">[{n + 1}]</a> <a href="{u}" title="Abstract" id="{n}">arXiv:2405.{n + 10000}</a> [<a href="/pdf/{n}" title="Download PDF">pdf</a>, <a href="/html/{n}">html</a>, <a href="/format/{n}">other</a>]</dt><dd><div class="meta"><div class="list-title mathjax">{t}</div>'
        f'<div class="list-authors"><a href="/a/x{n}">A. Person{n}</a>, <a href="/a/y{n}">B. Human{n}</a></div></div></dd>', '<dl id="articles"><h3>Mon, 20 May 2024</h3>{}</dl>',
    ),
)  # fmt: skip
"""Pages whose lists are not found yet: what marks a title is in another element than its link, which has others beside."""

_LONG = "".join(f"<p>{SENTENCE.format(n=n) * 3}</p>" for n in range(20))
_MORE = '<div class="more"><h3>More from us</h3><ul>' + "".join(
    f'<li><a href="/r/{n}.html">{title}</a></li>' for n, title in enumerate(EN[:6])
) + "</ul></div>"  # fmt: skip
_COMMENTS = '<div id="comments"><ol>' + "".join(
    f'<li class="comment"><cite><a href="/u/{n}">Some Commenter {n}</a></cite> <a href="#c{n}">May {n + 1}, 2024</a>'
    f"<p>{SENTENCE.format(n=n)}</p></li>"
    for n in range(10)
) + "</ol></div>"  # fmt: skip
_REFERENCES = '<ol class="references">' + "".join(
    f'<li><cite>Doe (20{10 + n}). <a href="https://j{n}.example/p">A paper about the subject matter {n}</a>. '
    f"Retrieved 2024-05-{n + 1:02}</cite></li>"
    for n in range(10)
) + "</ol>"  # fmt: skip

WITHOUT = {
    "an article": _page(f"<article><h1>Title</h1>{_LONG}</article>{_MORE}"),
    "an article with a sidebar": _page(f"<div class=body><h1>Title</h1>{_LONG}</div>", after=SIDEBAR),
    "an article with comments": _page(f"<article><h1>Title</h1>{_LONG}</article>{_COMMENTS}"),
    "an article with references": _page(f"<div><h1>Title</h1>{_LONG}</div>{_REFERENCES}"),
    "a contact page": _page("<div><h1>Contact</h1><p>Write to us.</p><form><input></form></div>"),
    "an app without its content": '<html><body><div id="app"></div><script src="/a.js"></script></body></html>',
    "nothing": "",
    "a text": "hello",
    "a login": _page(
        '<form><input><a href="/r">Register a new account</a> <a href="/f">Forgot the password?</a></form>'
    ),
    "a search without results": _page(
        "<p>nothing found</p><div class='pagination'>"
        + "".join(f'<a href="?p={n}">Page number {n}</a>' for n in range(10))
        + "</div>"
    ),
    "names of cities": _page(
        "<ul>"
        + "".join(f'<li><a href="/c/{n}">{c}</a></li>' for n, c in enumerate("北京 上海 广州 深圳".split()))
        + "</ul>",
        "zh-CN",
    ),
}
