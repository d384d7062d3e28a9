"""Use cases: permission, load, compute, keep. Wings are composed here, and only here.

Each use case is declared once (`tongyuan.services.declaration.service`); Python, command line, HTTP,
permission, audit and job follow from the declaration.
"""
