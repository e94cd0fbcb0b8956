"""Words that decide whether a full stop ends a sentence: abbreviations, titles and openers of sentences.

Abbreviations stand here without their last full stop, in the letters in which news writes them.
"""

from __future__ import annotations

__all__ = [
    "BEFORE_NUMBER",
    "CLOCK",
    "COMPANY_FORMS",
    "INSIDE",
    "LETTERED",
    "PLACES",
    "STARTERS",
    "SUFFIXES",
    "TITLES",
]


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Before a name; no sentence ends here.
TITLES = _words("""
    Mr Mrs Ms Mx Dr Drs Prof Profs Gen Gens Col Cols Lt Lts Maj Capt Cpl Sgt Pvt Pfc Spc Adm Cmdr Cdr Cmdt
    Brig Sen Sens Rep Reps Gov Govs Rev Fr Hon Pres Amb Sec Supt Det Insp Atty Messrs Mme Mlle
    Sra Msgr Asst Dep Ven Maj-Gen Lt-Gen
""")

# Before the name of a place or saint, but also the end of "Wall St."; capitals in datelines.
PLACES = _words("St Ste Mt Ft Pt ST MT FT")

# Only a number goes on with the sentence.
BEFORE_NUMBER = _words("""
    No Nos no nos Art art Arts Sec sec Fig fig Figs p pp vol Vol vols ch Ch par para Eq eq Ex Nr nr
    Res Ref Reg
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
""")

# Never the last word of a sentence.
INSIDE = _words("""
    e.g i.e eg ie cf vs v viz ca c approx est incl esp resp fka aka a.k.a f.k.a circa w.r.t n.b N.B
""")

# The end of a company's or a person's name; a capital begins a sentence unless another name follows.
SUFFIXES = _words("""
    Inc Corp Ltd Co Cos Bros Plc LLC Jr Sr Esq Ph.D PhD M.D D.D.S M.A B.A M.Sc B.Sc LL.M LL.B M.P Q.C K.C
    Ave Blvd Rd Dept Univ
""")

# A time of day; a day, month or time zone may follow.
CLOCK = _words("a.m p.m A.M P.M am pm")

# Words whose capital letter says that a sentence begins, even after "U.S." or an initial.
STARTERS = _words("""
    The A An He She It They We I You This That These Those His Her Its Their Our My Your There Here
    But And Or Nor So Yet If When While As At In On For From By With After Before Since Until Although Though
    Because However Meanwhile Still Then Now Both Some Many Most Few Several All Each Every No Not Nobody
    Nothing None What Who Why How Where Which Whether Another Other Others Under Over Between During Despite
    Earlier Later Instead Also Even Once Only Such To Is Are Was Were Will Would Can Could Should May Might
    Did Does Do Has Have Had One Two Three Four Five Six Ten More Nearly About Officials Analysts Critics
    Experts Today Yesterday
""")

# A single capital letter after these names a thing; it is no initial.
LETTERED = _words("""
    plan vitamin hepatitis influenza group gate type class phase appendix exhibit option terminal section part
    block team grade schedule category room unit point
""")

# After the name of a company that ends in "!".
COMPANY_FORMS = _words("Inc Corp Ltd Co LLC Group Holdings News Finance")
