"""Jobs: long work for people that workers do beside the server, on this machine or others."""
