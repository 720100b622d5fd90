"""The whole platform on one machine: servers, services and front door, one supervisor, one data folder."""
