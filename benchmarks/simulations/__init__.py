"""Does each estimator keep its promise where the truth is known, and do naive methods break it?

One function a simulation, s1 to s10.  It yields studies: a setting, what is claimed of each estimator in it, and a
function that draws one world and gives one number a claim (or two, whose means over worlds are then divided).  Bands
were set before; benchmarks/README.md names those set or loosened after a first look.  What an estimator declines to say
(NaN) does not count.  `honesty.py` runs them.
"""

from .claims import Claim, Study
from .counts import s5, s10
from .money import s3, s4, s8
from .orders import s9
from .rates import s1, s2
from .shares import s6, s7

SIMULATIONS = {one.__name__: one for one in (s1, s2, s3, s4, s5, s6, s7, s8, s9, s10)}

__all__ = ["SIMULATIONS", "Claim", "Study"]
