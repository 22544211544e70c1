"""Article pages in the manner of sites of many kinds, each with the text that a reader would call the article.

The words are drawn in order from two small stocks of sentences; what differs is what stands around them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

_ZH = """
国家统计局周五公布的数据显示，六月份居民消费价格同比上涨百分之二点五，涨幅与市场预期基本一致。
受访的经济学家普遍认为，猪肉价格回升和油价高企是推动涨幅扩大的主要原因，核心通胀依然温和。
央行在例会后表示，将保持流动性合理充裕，引导金融机构加大对实体经济特别是小微企业的支持力度。
公司在公告中称，本次募集资金将全部用于二期生产线的建设，预计明年下半年投产，年产能增加三成。
多位投资者在股东大会上提问，管理层回应说海外订单交付正常，原材料成本压力正在逐季缓解。
记者在现场看到，新开通的线路首日客流平稳，不少市民特意带着孩子前来体验，站内秩序井然。
据介绍，该项目历时四年，攻克了低温启动和寿命衰减两大难题，核心部件已经实现国产化。
分析师指出，行业库存仍处高位，价格战短期内难以结束，具有成本优势的龙头企业有望进一步提升份额。
气象部门提醒，未来三天华南地区仍有强降雨，局地可能出现山洪和城市内涝，请公众合理安排出行。
这位研究员补充道，样本数量有限，结论尚需更大规模的临床试验验证，患者不应自行调整用药。
截至收盘，两市成交额再度突破一万亿元，北向资金净流入超过六十亿元，新能源板块领涨。
当地政府负责人说，补贴资金已经全部发放到位，下一步将重点帮助受灾农户恢复生产和重建住房。
""".split()
_EN = [
    "The city council voted on Tuesday night to delay the new parking rules until residents have been consulted.",
    "Engineers found that the bridge had carried almost twice the load it was designed for during the storm.",
    "Shares of the company fell four percent in early trading after it cut its forecast for the second half.",
    "Researchers tracked more than three thousand patients for a decade before drawing any conclusion about the diet.",
    "The release adds incremental builds, which cut the time of a typical change from minutes to a few seconds.",
    "Farmers in the valley say the late frost destroyed most of the blossom, and prices are likely to rise in autumn.",
    "According to the minutes, two members preferred to wait for the inflation figures before raising rates again.",
    "The museum will reopen in March with a new wing devoted to the photographs that survived the fire of 1923.",
    "He said the team had trained for the cold, though nobody expected the wind to turn so quickly on the ridge.",
    "Users who cannot upgrade should disable the plug-in, since the flaw allows anyone to read uploaded files.",
    "The court ordered both sides to return in six weeks with a plan for dividing the archive between them.",
    "Volunteers counted forty nests along the river this spring, the highest number since the survey began.",
]


@dataclass(frozen=True)
class Site:
    """A page, and its article as plain text."""

    name: str
    html: str
    text: str


def zh(count: int, start: int = 0) -> list[str]:
    """Return paragraphs of two sentences each."""
    return [_ZH[(start + 2 * n) % 12] + _ZH[(start + 2 * n + 1) % 12] for n in range(count)]


def en(count: int, start: int = 0) -> list[str]:
    """Return paragraphs of two sentences each."""
    return [f"{_EN[(start + 2 * n) % 12]} {_EN[(start + 2 * n + 1) % 12]}" for n in range(count)]


def p(lines: list[str], name: str = "p") -> str:
    """Return each line in an element."""
    return "\n".join(f"<{name}>{line}</{name}>" for line in lines)


def _menu(words: str, name: str = "nav") -> str:
    items = "".join(f'<li><a href="/c/{n}">{word}</a></li>' for n, word in enumerate(words.split()))
    return f'<div class="{name}"><ul>{items}</ul></div>'


def _links(said: str, count: int, name: str) -> str:
    items = "".join(f'<li><a href="/x/{n}.html">{said} {n}: {(_EN + _ZH)[n % 24][:40]}</a></li>' for n in range(count))
    return f'<div class="{name}"><ul>{items}</ul></div>'


def _page(head: str, body: str, foot: str = "", title: str = "Title of the page") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{head}{body}{foot}</body></html>"


_ZH_MENU = _menu("首页 新闻 财经 股票 基金 体育 科技 汽车 房产 教育 视频 直播")
_ZH_FOOT = '<div class="footer"><p>关于我们 | 联系我们 | 广告服务</p><p>京ICP备00000001号 版权所有 不得转载</p></div>'
_EN_MENU = _menu("Home World Business Politics Tech Science Health Sports Arts Opinion")
_EN_FOOT = "<footer><p>© 2026 The Example. All rights reserved.</p><p>Terms Privacy Contact Advertise</p></footer>"


def _zh_site(name: str, inner: str, truth: list[str], aside: str = "") -> Site:
    head = f'{_ZH_MENU}<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/c">财经</a> &gt; 正文</div>'
    return Site(name, _page(head, f'<div class="main"><h1>题目</h1>{inner}</div>{aside}', _ZH_FOOT), "\n".join(truth))


def _en_site(name: str, inner: str, truth: list[str], aside: str = "") -> Site:
    return Site(name, _page(_EN_MENU, f"<main>{inner}</main>{aside}", _EN_FOOT), "\n".join(truth))


def sites() -> Iterator[Site]:
    """Yield all pages."""
    for make in (_chinese, _english):
        yield from make()


def _chinese() -> Iterator[Site]:
    info = '<div class="info"><span>2026-06-10 09:30</span> <span>来源：某某网</span> <a href="#c">评论(23)</a></div>'
    hot = _links("热点", 10, "hot-news")
    a = zh(6)
    tail = '<p>（责任编辑：王小明）</p><div class="share">分享到：微信 微博 QQ空间</div>'
    more = f'<div class="xgxw"><h3>相关阅读</h3>{_links("相关", 6, "list")}</div>'
    yield _zh_site("news", f'{info}<div id="Zoom">{p(a)}{tail}</div>{more}', a, hot)
    b = zh(5, 3)
    indent = "<br><br>".join(f"\u3000\u3000{one}" for one in b)
    yield _zh_site("line breaks and no paragraphs", f'<div class="content" id="content">{indent}</div>{more}', b, hot)
    c = zh(4, 5)
    form = f'<form id="form1" action="./show.aspx"><input type="hidden" value="x"><div class="nr">{p(c)}</div></form>'
    yield _zh_site("one form", form, c, hot)
    d = zh(3, 1)
    figures = [["项目", "本期", "上期"], ["营业收入", "12.5亿元", "10.1亿元"], ["归母净利润", "1.9亿元", "1.2亿元"]]
    figures += [
        ["经营现金流", "2.2亿元", "1.7亿元"],
        ["研发费用", "0.8亿元", "0.6亿元"],
        ["总资产", "88亿元", "80亿元"],
    ]
    table = "<table>" + "".join(f"<tr>{''.join(f'<td>{x}</td>' for x in row)}</tr>" for row in figures) + "</table>"
    cells = [" ".join(row) for row in figures]
    yield _zh_site("notice with a table", f'<div class="detail">{p(d[:2])}{table}{p(d[2:])}</div>', [*d, *cells], hot)
    e = [zh(1, 2)[0]]
    yield _zh_site("short notice", f'{info}<div class="TRS_Editor">{p(e)}</div>', e, hot)
    f = zh(4, 7)
    shots = "".join(f'<p><img src="/i/{n}.jpg" alt=""></p><p>{one}</p>' for n, one in enumerate(f))
    yield _zh_site("pictures between", f'<div class="article-body">{shots}</div>{more}', f, hot)
    g = zh(5, 4)
    wechat = "".join(f"<section><section><span>{one}</span></section></section>" for one in g)
    code = "<p><span>长按识别下方二维码关注我们</span></p><p>点击阅读原文</p>"
    yield _zh_site("sections of a messenger", f'<div class="rich_media_content">{wechat}{code}</div>', g)
    h = zh(6, 9)
    halves = f'<div class="part">{p(h[:3])}</div><div class="ad">广告 立即下载</div><div class="part">{p(h[3:])}</div>'
    yield _zh_site("cut by an advertisement", halves, h, hot)
    i = zh(4, 6)
    replies = "".join(f'<div class="reply"><b>网友{n}</b><p>{one[:30]}</p></div>' for n, one in enumerate(zh(8, 1)))
    yield _zh_site("forum", f'<div class="post-first">{p(i)}</div><div class="comments">{replies}</div>', i)
    j = zh(3, 8)
    flash = "".join(f"<li><span>{9 + n}:3{n}</span> {one}</li>" for n, one in enumerate(j))
    yield _zh_site("bulletins", f'<ul class="flash-list">{flash}</ul>', j, hot)
    k = zh(5, 10)
    sub = "".join(f"<h2>第{n + 1}部分</h2><p>{one}</p>" for n, one in enumerate(k))
    told = [line for n, one in enumerate(k) for line in (f"第{n + 1}部分", one)]
    yield _zh_site("headings", f'<article class="art">{sub}{tail}</article>{more}', told, hot)
    m = zh(4, 11)
    yield _zh_site("document of an authority", f'<table width="100%"><tr><td>{p(m)}</td></tr></table>', m, hot)


def _english() -> Iterator[Site]:
    by = '<div class="byline">By <a href="/a">Jane Roe</a></div><time datetime="2026-06-10">June 10, 2026</time>'
    related = f'<section class="related"><h2>Related stories</h2>{_links("Also", 6, "cards")}</section>'
    letter = '<div class="newsletter"><h3>Sign up</h3><p>Get our best stories in your inbox every morning.</p></div>'
    a = en(6)
    yield _en_site("news", f"<article><h1>Title</h1>{by}{p(a[:3])}{letter}{p(a[3:])}</article>{related}", a)
    b = en(4, 3)
    meta = '<footer class="entry-meta">Posted in <a href="/c">News</a> | Tagged <a href="/t">a</a></footer>'
    comments = "".join(
        f'<li class="comment"><p>Great post number {n}, thanks a lot for sharing!</p></li>' for n in range(9)
    )
    post = (
        f'<article class="post"><h1 class="entry-title">T</h1><div class="entry-content">{p(b)}</div>{meta}</article>'
    )
    listed = f'<div id="comments"><h2>9 thoughts</h2><ol>{comments}</ol></div>'
    yield _en_site("WordPress", post + listed, b, _links("Recent", 8, "widget sidebar"))
    c = en(3, 5)
    code = "pip install example\nexample --version"
    docs = f"<h1>Install</h1>{p(c[:1])}<h2>Steps</h2><pre><code>{code}</code></pre>{p(c[1:])}"
    toc = _links("Chapter", 25, "toctree")
    yield _en_site("documentation", f'<div class="document">{docs}</div>', [c[0], "Steps", code, *c[1:]], toc)
    d = en(5, 7)
    grid = f'<div class="grid body">{p(d[:2])}</div><div class="ad-slot">Advertisement</div>'
    grid += f'<div class="grid body">{p(d[2:4])}</div><div class="grid body">{p(d[4:])}</div>'
    yield _en_site("magazine in chunks", f'<div class="chunks">{grid}</div>{related}', d)
    e = en(4, 2)
    asked = (
        '<div class="cookie-consent"><p>We use cookies to improve your experience.</p><button>Accept all</button></div>'
    )
    yield _en_site("cookie banner", f"{asked}<article>{p(e)}</article>", e)
    f = en(2, 9)
    wall = '<div class="paywall"><p>Subscribe to continue reading.</p><p>Already a subscriber? Log in.</p></div>'
    yield _en_site("lead before a paywall", f'<article class="story">{p(f)}{wall}</article>{related}', f)
    g = en(5, 1)
    quote = f"{p(g[:2])}<blockquote><p>{g[2]}</p></blockquote><ul>{p(g[3:], 'li')}</ul>"
    yield _en_site("quotation and list", f"<article>{quote}</article>{related}", g)
    h = en(4, 4)
    live = "".join(f'<div class="update"><h3>1{n}:05</h3><p>{one}</p></div>' for n, one in enumerate(h))
    told = [line for n, one in enumerate(h) for line in (f"1{n}:05", one)]
    yield _en_site("live", f'<div class="liveblog">{live}</div>', told)
    i = en(4, 6)
    shots = "".join(
        f'<figure><img data-src="/{n}.jpg"><figcaption>{one}</figcaption></figure>' for n, one in enumerate(i)
    )
    yield _en_site("gallery", f'<article class="gallery"><p>{en(1)[0]}</p>{shots}</article>', [en(1)[0], *i])
    j = en(4, 8)
    yield _en_site("div for every line", f'<div class="story-text">{p(j, "div")}</div>{related}', j)
    k = en(3, 10)
    seen = f'<article><h1>T</h1><div class="social-share"><a>Tweet</a> <a>Share</a></div>{p(k)}</article>'
    stories = "".join(
        f'<article class="card"><h3><a href="/{n}">{x[:50]}</a></h3><p>{x[:90]}</p></article>'
        for n, x in enumerate(_EN)
    )
    yield _en_site("cards below", seen + f'<section class="more-stories">{stories}</section>', k)
    m = en(4, 11)
    said = "".join(f'<p>{one} <a href="/r">See the report</a>.</p>' for one in m)
    yield _en_site("links within", f"<article>{said}</article>{related}", [f"{one} See the report." for one in m])
    n = en(2, 0)
    table = "".join(f"<tr><th>Quarter {q}</th><td>{q * 11} million</td><td>{q * 3}%</td></tr>" for q in range(1, 5))
    rows = [f"Quarter {q} {q * 11} million {q * 3}%" for q in range(1, 5)]
    yield _en_site("results", f'<div class="release">{p(n)}<table>{table}</table></div>', [*n, *rows])


def measure(found: str, wanted: str, words: Callable[[str], list[str]]) -> float:
    """Return the F1 of two texts: how many of their words they share, each as often as it stands in both."""
    left, right = words(found), words(wanted)
    shared = sum(min(left.count(word), right.count(word)) for word in set(left))
    return 2 * shared / (len(left) + len(right)) if left or right else 1.0
