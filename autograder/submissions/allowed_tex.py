"""Limits students' formulas to mathematics, for MathJax in formgrader and JupyterLab. Trusted side.

A macro can grow without end (so can MathJax's pmb, which draws twice), a rule can paint a page black, rows with negative distances
cover the cells above, hundreds of nested braces crash the browser, and some commands load code or follow links. So a formula may
have only the commands and environments of this list, short distances, no negative ones, and `DEPTH` levels of nesting. Any other
backslash, bracket or brace is replaced by a character that looks like it.
"""

import re
from collections.abc import Iterable, Iterator


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_BACKSLASH = "＼"
_ALIKE = str.maketrans("\\{}", "＼｛｝")
COMMANDS = words("""
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi rho
    varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
    digamma aleph beth hbar hslash ell wp Re Im imath jmath partial nabla infty emptyset varnothing prime backprime angle top
    bot surd forall exists nexists neg lnot flat natural sharp complement Box Diamond square blacksquare triangle degree
    checkmark dag ddag pm mp times div ast star circ bullet cdot cap cup uplus sqcap sqcup vee wedge setminus wr diamond oplus
    ominus otimes oslash odot bigcirc dagger ddagger amalg land lor centerdot smallsetminus circledast intercal leq le geq ge
    neq ne leqslant geqslant ll gg lll ggg equiv sim simeq approx cong propto doteq asymp models perp mid nmid parallel
    nparallel subset supset subseteq supseteq subsetneq supsetneq in ni notin not vdash dashv prec succ preceq succeq bowtie
    smile frown lesssim gtrsim lessgtr approxeq triangleq coloneqq eqqcolon therefore because nleq ngeq nless ngtr nsubseteq
    vDash leftarrow gets rightarrow to leftrightarrow Leftarrow Rightarrow Leftrightarrow mapsto longmapsto longrightarrow
    longleftarrow Longrightarrow Longleftarrow Longleftrightarrow longleftrightarrow iff implies impliedby uparrow downarrow
    updownarrow Uparrow Downarrow nearrow searrow swarrow nwarrow hookrightarrow hookleftarrow rightharpoonup rightleftharpoons
    xrightarrow xleftarrow leadsto rightsquigarrow nrightarrow sum prod coprod int iint iiint oint bigcup bigcap bigsqcup bigvee
    bigwedge bigoplus bigotimes bigodot biguplus arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker
    lg lim liminf limsup ln log max min Pr sec sin sinh sup tan tanh mod bmod pmod operatorname limits nolimits argmax argmin
    softmax frac dfrac tfrac cfrac binom dbinom tbinom sqrt root of over choose stackrel overset underset substack atop hat
    widehat bar overline underline tilde widetilde vec dot ddot dddot acute grave check breve mathring overbrace underbrace
    overrightarrow overleftarrow boxed cancel prime left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl
    biggr Biggl Biggr lbrace rbrace lbrack rbrack langle rangle lceil rceil lfloor rfloor vert Vert lvert rvert lVert rVert
    backslash text textrm textbf textit texttt textsf textnormal mathrm mathbf mathit mathsf mathtt mathcal mathbb mathfrak
    mathscr mathnormal boldsymbol bm rm bf it sf tt cal mathbin mathrel mathop mathord mathopen mathclose mathpunct mbox
    quad qquad enspace thinspace medspace thickspace negthinspace displaystyle textstyle scriptstyle scriptscriptstyle nonumber
    notag ldots cdots vdots ddots dots dotsc dotsb dotsm dotsi hline cr newline lq rq colon
""")
ENVIRONMENTS = words("""
    array matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix cases align aligned gather gathered equation split multline
    eqnarray
""")

# A backslash before these is replaced outside of formulas, too: programs disagree on where a formula begins.
_NEVER = re.compile(
    r"\\(?=(?:href|hyperref|require|usepackage|class|cssId|style|html[A-Za-z]*|unicode|bbox|includegraphics|csname|"
    r"mmlToken|toggle|texttip|mathtip|tooltip|ref|eqref)(?![A-Za-z]))"
)
_OPENS = re.compile(r"\$|\\[(\[]|\\begin(?![A-Za-z])")
_CLOSES = re.compile(r"\$|\\[)\]]|\\end\s{0,9}\{[^{}]{0,30}\}")
_PART = re.compile(
    r"[{}%\n]|\\(?:(?:begin|end)\s{0,9}\{(?P<environment>[A-Za-z]+)\*?\}|(?P<name>[A-Za-z]+)"
    r"|\\\*?\s{0,9}\[(?P<distance>[^\[\]]{0,20}\]?)|.)",
    re.DOTALL,
)
DEPTH = 30  # levels of nested braces, \left and environments
_SHORT = re.compile(r"\s*(?:\d?(?:\.\d{1,3})?\s*(?:em|ex|mm)|\d{0,2}(?:\.\d{1,3})?\s*(?:pt|px))\s*\]")


def without_links(text: str) -> str:
    """Return a text without commands that load code, follow links or write attributes of a page, in a formula or not."""
    return _NEVER.sub(_BACKSLASH, text)


def formulas(text: str) -> str:
    """Return a text with its formulas made harmless."""
    if "\\" not in text and "$" not in text:
        return text  # most words and numbers of a page
    return "".join(formulas_in([(text, True)]))


def formulas_in(parts: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Yield the successive parts of a text, with formulas made harmless in the parts that are marked True.

    Everything between the first sign that may open a formula and the last that may close one counts as a formula.
    """
    parts = list(parts)
    text = "".join(part for part, prose in parts if prose)
    opens = _OPENS.search(text)
    first = opens.start() if opens else len(text)
    last = max((found.end() for found in _CLOSES.finditer(text)), default=0)
    harmless = _Harmless()
    at = 0
    for part, prose in parts:
        if not prose:
            yield part
            continue
        start, end = (min(max(place - at, 0), len(part)) for place in (first, max(first, last)))
        yield without_links(part[:start]) + _PART.sub(harmless, part[start:end]) + without_links(part[end:])
        at += len(part)


class _Harmless:
    """Makes the parts of formulas harmless. It keeps track of nesting, so call it with the parts in order."""

    def __init__(self) -> None:
        self.depth = 0
        self.comment = False  # whether an earlier % in this line may hide the rest from MathJax

    def __call__(self, found: re.Match[str]) -> str:
        """Return the replacement of a matched command, brace, % or line break."""
        part, name, environment, distance = found[0], found["name"], found["environment"], found["distance"]
        known = name in COMMANDS if name else environment in ENVIRONMENTS if environment else True
        nests = name or (known and environment and part[:4])
        if part in "%\n":
            self.comment = part == "%"
        elif part == "{" or nests in ("left", "\\beg"):
            self.depth += 1
        elif (part == "}" or nests in ("right", "\\end")) and not self.comment:
            self.depth = max(0, self.depth - 1)
        if distance is not None and not _SHORT.fullmatch(distance):
            return part.replace("[", "［", 1)
        if not known or (self.depth > DEPTH and part != "}"):
            return part[0].translate(_ALIKE) + (part[1:].translate(_ALIKE) if environment else part[1:])
        return part
