curl -s 'http://127.0.0.1:8000/api/v1/factories/?sector=health&stage=in-service&page_size=200'
