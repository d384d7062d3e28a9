"""Factors of one data set by ESAT, in its own environment: run_esat.py IN.npz OUT.npz."""

import sys
import time

import numpy as np
from esat.model.sa import SA

case = np.load(sys.argv[1])
# C-ordered arrays make its compiled update return a Q of about 1e7 in silence: Fortran order is asked for.
v, u = np.asfortranarray(case["v"]), np.asfortranarray(case["u"])
best, seconds, iterations = None, 0.0, 0
for number in range(int(case["attempts"])):
    model = SA(V=v, U=u, factors=int(case["factors"]), method="ls-nmf", seed=number, verbose=False)
    model.initialize()
    begun = time.perf_counter()
    model.train(max_iter=20_000, converge_delta=0.1, converge_n=100)
    seconds += time.perf_counter() - begun
    iterations += int(model.converge_steps)
    q = float((((v - model.W @ model.H) / u) ** 2).sum())
    if best is None or q < best[0]:
        best = (q, model.W, model.H)
np.savez(sys.argv[2], q=best[0], w=best[1], h=best[2], seconds=seconds, iterations=iterations)
