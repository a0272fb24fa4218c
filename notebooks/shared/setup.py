"""The same in every lesson: colours, the checker and the slider pictures.

You do not have to read this cell. Run it once, then go on.
"""

import ast
import base64
import html
import json
import linecache
import struct
import textwrap
import traceback
import warnings
import zlib
from pathlib import Path

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from IPython.display import HTML, display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

# Okabe and Ito's colours: they stay apart for colour-blind readers.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, RED, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY = "#767676"
plt.rcParams.update({"font.size": 11, "axes.titlesize": 11, "lines.linewidth": 2.2,
                     "axes.spines.top": False, "axes.spines.right": False,
                     "text.hinting": "none"})  # letters are drawn in half the time


# insert: sliders


# insert: error_words

# insert: checker

# insert: guesses

# insert: page
