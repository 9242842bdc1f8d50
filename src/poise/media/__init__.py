"""Pictures, video, recordings and export formats: bytes in and out.

Files from strangers are parsed only behind `poise.isolation.guard`, in a child process with bounds and without network.
"""
