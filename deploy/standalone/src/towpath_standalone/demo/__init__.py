"""People walk through the platform: link workers over HTTP, partner organisations over Kafka, time turned forward."""
