"""Pictures and video in, safely; overlays, recordings and export formats out.

Files from strangers are parsed only behind `guard`, in a child process with bounds and without network.
"""
