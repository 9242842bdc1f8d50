"""The REST interface, ``/api/v1``: one module for each room of the studio."""
