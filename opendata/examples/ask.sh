curl -s -G http://127.0.0.1:8000/api/v1/factories/ -d sector=health \
  -d stage=contracted -d stage=being-installed -d stage=in-service -d stage=serving-users
