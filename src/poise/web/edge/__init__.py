"""What stands between the network and the application: connections, hosts, origins and proxies."""
