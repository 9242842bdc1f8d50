"""Which version of the analysis judges."""

from __future__ import annotations

ENGINE_VERSION = 2
"""Grows with every change of the analysis after which a recording may be counted or judged another way.

Sessions keep the version that judged them, so that people can have their older ones judged again.
"""
