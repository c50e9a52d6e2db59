curl -s -G http://127.0.0.1:8000/api/v1/factories/ -d sector=health \
  -d machine=contracted -d machine=being-installed -d machine=in-service
